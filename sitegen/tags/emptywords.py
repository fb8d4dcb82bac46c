"""Words that tell no topic, in Chinese and English: grammar, and what every essay says whatever it is about."""

from __future__ import annotations

from sitegen.chinese import NUMERALS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEVER = frozenset("的了是们吗呢吧啊嘛呀哦呃唉我你您他她它这那哪谁就也很但却虽且")
"""Characters that stand inside no term."""

HARD_EDGES = NEVER | frozenset("着咱每都还又便已曾尽该此及或则更太再才只把被让给其些若所使没将与而以于之因")
"""Characters with which no term begins or ends."""

SOFT_EDGES = frozenset("在和个等并过得地对从到由为会能可要应如同最不有上下中里内外前后来去出说看一两几用做跟比按至当")
"""Characters with which a term begins or ends only where what is left seldom stands without them (不等式, 最优传输)."""

MEASURES = frozenset("个条张根篇种步类句")
"""Measure words: no term begins with a number and one of these."""

CLASSIFIERS = MEASURES | frozenset("维阶次项级层倍元章节段位名件块组套份批部道")
"""What numbers are said of: soft at the beginning of a term."""

FUNCTION_WORDS = _words(
    """
    我们 你们 他们 她们 它们 自己 大家 别人 人们 本文 本篇 本身 这个 那个 这些 那些 这种 那种 这样 那样 这里 那里 这么 那么
    这篇 这类 此处 此外 此时 其中 其他 其它 其实 其次 其余 某个 某些 某种 某一 各个 各种 各自 每个 每次 每种 任何 任意 所有
    一切 全部 全体 整个 有些 有的 什么 怎么 怎样 怎么样 如何 为何 为什么 多少 几个 哪个 哪些 哪里 是否 能否 可否 彼此 两者
    前者 后者 一下 一点 一些 一种 一个 一类 一篇 一系列 一定 一直 一样 一起 一方面 另一方面 另一 另外 两个 三个 四个 两种 三种
    多个 多种 许多 很多 不少 大量 大部分 大多数 多数 少数 若干 之一 几乎 非常 十分 特别 比较 相当 更加 越来越 最为 极其     已经 曾经 正在 刚刚 刚才 马上 立刻 立即 随后 随即 逐渐 渐渐 慢慢 逐步 逐个 始终 总是 总算 终于 终究 常常 经常 往往 通常
    平时 有时 偶尔 再次 又是 仍然 仍旧 依然 依旧 还是 也是 都是 就是 只是 不是 而是 而已 只有 只要 只能 仅仅 不仅 不再 不会
    不能 不可 不要 不用 不必 不够 不过 不管 不妨 不得不 不断 不太 没有 没法 未必 未免 毕竟 究竟 到底 居然 竟然 果然 当然     显然 的确 确实 真的 真正 实在 实际上 事实 事实上 本质上 基本上 理论上 原则上 严格来说 总的来说 一般来说 具体来说 简单来说
    换句话说 也就是说 说白了 顾名思义 众所周知 大概 大约 大致 大体 大体上 也许 或许 可能 恐怕 似乎 好像 仿佛 甚至 尤其 同样
    同时 分别 互相 相互 依次 进一步 进而 继而 从而 反而 反过来 恰好 恰恰 正好 刚好 难免 难怪 偏偏 尽量 尽可能 稍微 略微 仔细
    顺便 顺带 随便 一一 重新 首先 然后 接着 接下来 最后 最终 最近 最初 最早 后来 后面 前面 上面 下面 上述 下述 如下 如上 以上
    以下 以前 以后 以往 以外 以内 之前 之后 之间 此前 此后 从前 目前 当前 现在 如今 当时 那时 将来 未来 今天 昨天 明天 近日
    近年 近年来 早在 一旦 随时 无论 不论 因为 所以 因此 因而 于是 由于 由此 既然 如果 假如 假设 倘若 要是 万一 除非 除了 否则
    虽然 尽管 即使 即便 哪怕 但是 可是 然而 诚然 而且 并且 以及 或者 或是 还有 例如 比如 譬如 诸如 等等 之类 关于 对于 至于
    基于 根据 按照 依据 通过 经过 随着 沿着 为了 以便 以免 作为 当作 视为 看作 看成 称为 叫做 相比 比起 与其 可以 能够 应该 应当
    必须 需要 可见 可谓 所谓 看起来 看上去 听起来 换言之 总之 综上 即可 而言 来说 来看 起来 下去 下来 出来 过来 过去 上去 出去
    回来 不但 不光 乃至 以至 何况 况且 至少 至多 最多 最少 起码 并不 并非 绝不 决不 从不 无非 不只 不外 并未 尚未 从未 别的 左右
    这一 那一 某种意义上 当中 其间 有所 所在 之所以 一来 二来 再者 再说 反正 好在 幸好 可惜 难道 何必 何时 何处
    """
)
"""Pronouns, adverbs, conjunctions, prepositions, auxiliaries: neither a term nor its beginning or end."""

VERBS = _words(
    """
    介绍 讨论 探讨 解释 说明 描述 叙述 阐述 强调 指出 提出 提到 提及 谈到 说到 讲到 表明 表达 表现 显示 展示 揭示 反映 体现
    证实 声称 认为 觉得 感觉 以为 想到 想法 考虑 思考 理解 了解 认识 知道 明白 发现 注意 注意到 留意 看到 看出 得到 得出 获得
    取得 给出 给定 引入 引出 引起 引发 导致 造成 带来 产生 出现 形成 成为 变成 变为 变得 作出 做出 做到 做法 进行 实现 解决 处理
    使用 利用 采用 应用 运用 适用 用到 用于 用来 借助 依赖 依靠 支持 帮助 提供 包括 包含 含有 具有 具备 拥有 存在 保持 保留 保证
    确保 避免 防止 减少 增加 提高 提升 降低 改善 改进 改变 改为 改动 修改 调整 补充 添加 加入 加上 去掉 去除 替换 代替 取代 替代
    选择 选取 挑选 决定 判断 评价 对比 类比 区分 对应 相应 相关 有关 无关 涉及 关注 关心 回顾 回答 总结 概括 整理 记录 收集 阅读
    研究 推导 推出 推广 证明 验证 检验 观察 猜测 推测 构建 构造 建立 设计 定义 记为 分为 转为 转化 转换 转变 换成 化为
    满足 符合 达到 接近 超过 超越 开展 展开 发展 进展 进步 出发 回到 来到 遇到 碰到 看看 试试 说说 谈谈 聊聊 寻找 品鉴 复盘 揭开
    让人 使得 允许 要求 要想 想象 期待 预期 相信 怀疑 承认 否认 忽略 忽视 重视 侧重 致力于 奠定 写成 写作 发表 发布 转发 命名 参考
    引用 阐明 意味着 等于 大于 小于 来自 源于 在于 属于 位于 处于 围绕 值得 无法 难以 足以 得以 希望 愿意 打算 准备 试图 尝试 开始
    继续 停止 结束 完成 回想 回忆 记得 忘记 请教 欢迎 感谢 分享 交流 代表 名为 结合 缓解 重温 再谈 浅谈 漫谈 浅析 赏析 简介 杂谈 杂记
    随笔 札记 笔记 后记 盘点 闲聊 面向 看来 听说 据说 简称 全称 读到 写到 想要 算是 算出 求出 画出 写出 读出 列出 举出 找到 找出 拿到 放到 放在
    站在 留给 交给 走到 走向 落到 落在 起作用 成立 重复 说起 谈起 讲起 讲解 比较 换个 画成 改写 重写 写下 代入 凑出
    """
)
"""What an essay does, and what is done with anything: neither a term nor its beginning."""

NOUNS = _words(
    """
    问题 方法 方案 方式 方面 方向 办法 技巧 手段 途径 步骤 过程 流程 结果 效果 结论 答案 原因 理由 目的 目标 动机 意义 含义 意思
    价值 作用 影响 关系 联系 区别 差异 差别 特点 特征 特性 性质 优点 缺点 优势 劣势 不足 好处 坏处 难点 难度 困难 障碍 挑战 瓶颈 关键
    核心 重点 要点 要义 细节 内容 主题 题目 标题 文章 论文 博文 博客 原文 前文 后文 正文 上文 下文 上一篇 下一篇 系列 作者 笔者 读者
    人员 研究人员 学术界 工作 工具 任务 项目 情况 情形 情景 场景 场合 条件 前提 背景 现象 现状 状态 程度 水平 层面 角度 视角 观点
    看法 思路 思想 想法 理念 概念 名词 名称 术语 知识 经验 经历 教训 体会 直觉 直观 理论 原理 道理 规律 规则 框架 体系 机制 形式 格式
    版本 类型 类别 种类 例子 案例 实例 样例 资料 文献 材料 实验 测试 实践 实际 现实 实质 本质 整体 局部 单个 对象 东西 事情 事件 时候
    时间 时刻 阶段 时期 地方 范围 领域 同学 朋友 老师 学生 个人 能力 实力 潜力 代价 数量 数目 大小 长短 高低 好坏 上下 前后 基础 根本
    来源 起源 起点 终点 开头 结尾 全文 第一 第二 第三 第四 第五 一步 两步 一次 两次 多次 几次 第一步 第二步 标准 指标 部分 可能性 必要性
    重要性 有效性 合理性 一般性 功能 用户 平台 链接 地址 主流 门道 故事 说法 写法 用法 做法 常识 事物 变体 版 篇 类 一条 两条 一句话
    今后 日常 年间 文字 句子 段落 记号 符号 命题 引理 推论 一节 本节 上节 下节 上一节 下一节 这一节 一文 两边 两端 一边 另一边 左边
    右边 一侧 两侧 等号 数值 取值 个数 次数 倍数 人工 学者 专家 同行 工程师 大师 名字 名声 思考题 习题 练习 附录 前言 引言 导言 小结 序
    """
)
"""What every essay has: neither a term nor its end."""

QUALITIES = _words(
    """
    简单 复杂 容易 方便 麻烦 清楚 清晰 明确 明显 显著 具体 抽象 详细 重要 主要 次要 必要 常见 常用 常规 普通 普遍 特殊 特定 通用
    典型 经典 传统 现代 流行 新颖 优雅 漂亮 完美 完整 完善 精彩 有趣 有效 有用 有力 有名 有意思 合理 合适 适合 恰当 正确 错误 准确
    精确 严格 严谨 严重 巨大 强大 较大 较小 较高 较低 更大 更小 更高 更低 更好 更多 更少 很大 很小 很高 很低 最大 最小 最高 最低 最好
    足够 充分 必然 偶然 唯一 独特 相同 相似 类似 相反 不同 共同 统一 一致 固定 灵活 自动 快速 高效 低效 优秀 优异 良好 理想 可行 可用 可靠
    成功 失败 成熟 初步 深入 深刻 广泛 丰富 全面 额外 多余 原始 真实 实用 便宜 昂贵 神奇 奇怪 奇妙 意外 尴尬 遗憾 高兴 直接 间接 单独
    单纯 基本 长期 永远 明明 有限 无关紧要 干净 粗糙 精细 自由 现成 平凡 非平凡 等价 全局 单一 多样 学习 计算 定理 数据 后续 自然 一般 完全 新 旧 大 小 高 低 多 少 远 近 快 慢
    """
)
"""What can be said of anything: no term of its own, though often the beginning of one."""

EMPTY = FUNCTION_WORDS | VERBS | NOUNS | QUALITIES
"""The Chinese words that are no term by themselves."""

ENGLISH = _words(
    """
    a about above across after again against all almost along also although always am among an and another any anything are around as
    ask at away back be became because become been before began behind being below best better between both bring but by call came can cannot
    case certain change check clear come comes could did different do does done down each easy either else end enough even ever every
    everything exactly example fact far few find first follow following for form found from full further gave general get give given gives go
    goes good got great had half happen hard has have having he help hence her here high him his hold how however i idea if important in
    indeed inside instead into is it its itself just keep kind know known large last later least leave left less let like likely little
    long look low made main make makes many matter may mean means might more most much must my name need needs never new next no none nor not
    nothing now of off often old on once one only onto open or other others otherwise our out over own page paper part per perhaps place
    point possible post posts proof prove put question quite rather read reader really reason result right said same say says second see
    seem seems seen set several shall she short should show shows side similar simple simply since small so some something sometimes
    still such take takes tell than that the their them then there therefore these they thing things think third this those though three
    through thus time to together too took towards true try turn two under until up upon us use used useful uses using usual usually very
    want was way ways we well went were what whatever when where whether which while who whole whom whose why will with within without word
    words work works would write wrong year years yes yet you your
    ab etc eg ie vs et al http https www com org net arxiv pdf blog faq ps id ok pr cf fig eq sec ref via
    """
)
"""The English words that are no term by themselves, and what stands for an address."""


def has_empty_edge(term: str) -> bool:
    """Return whether a Chinese sequence begins or ends with what is no part of a term."""
    if term[0] in HARD_EDGES or term[-1] in HARD_EDGES or (term[0] in NUMERALS and term[1:2] in MEASURES):
        return True
    starts = {term[:n] for n in range(2, len(term))}
    ends = {term[-n:] for n in range(2, len(term))}
    has_verb = any(term[:n] in VERBS for n in range(2, len(term) - 1))  # one more character makes another word: 注意力
    return has_verb or bool(starts & FUNCTION_WORDS or ends & FUNCTION_WORDS or ends & NOUNS)


def is_bare(piece: str) -> bool:
    """Return whether a word, or a single character, says nothing of what comes after it."""
    return piece in EMPTY or piece in HARD_EDGES or piece in SOFT_EDGES

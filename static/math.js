// MathJax for pages made by sitegen: it looks at formulas only (elements of class math), and typesets each article on
// its own, so that numbers begin at 1 and labels and macros of one post do not reach another on the same page.
(() => {
  const { macros = '{}', fonts = '', lazy = '' } = document.currentScript.dataset;
  const fontsAt = new URL(fonts, document.baseURI);
  const engine = document.currentScript.nextElementSibling;
  const MATHTOOLS = 'spreadlines multlined lgathered rgathered crampedsubarray dcases dcases* rcases rcases* drcases drcases* cases* '
    + 'matrix* pmatrix* bmatrix* Bmatrix* vmatrix* Vmatrix* smallmatrix* psmallmatrix bsmallmatrix Bsmallmatrix vsmallmatrix '
    + 'Vsmallmatrix psmallmatrix* bsmallmatrix* Bsmallmatrix* vsmallmatrix* Vsmallmatrix*';
  let scope = '';

  window.MathJax = {
    loader: {
      load: ['ui/safe', 'a11y/assistive-mml', '[tex]/begingroup', '[tex]/noerrors', '[tex]/tagformat'],
      ...(fonts && { paths: { 'mathjax-newcm': fontsAt.href, 'mathjax-mhchem-extension': new URL('mathjax-mhchem-extension', fontsAt).href } }),
    },
    tex: {
      packages: { '[+]': ['begingroup', 'noerrors', 'tagformat'] },
      inlineMath: [['$', '$'], ['\\(', '\\)']],
      displayMath: [['$$', '$$'], ['\\[', '\\]']],
      processEscapes: true,
      processEnvironments: true,
      processRefs: true,
      tags: 'ams',
      tagformat: { id: placeOf },
      autoload: { // beside those that MathJax knows to be loaded when they are used
        cases: [[], ['numcases', 'subnumcases']],
        empheq: [[], ['empheq']],
        mathtools: [[], MATHTOOLS.split(' ')],
      },
      macros: { ...JSON.parse(macros), require: ['', 1] }, // extensions load by themselves; \require has nothing to do
    },
    output: { displayOverflow: 'scroll' },
    options: {
      ignoreHtmlClass: '.*',
      processHtmlClass: 'math',
      enableMenu: false,
      enableSpeech: false, // MathJax has no Chinese rules of speech
      enableBraille: false,
      enableEnrichment: false,
      enableExplorer: false,
      enableComplexity: false,
      enableAssistiveMml: true,
      menuOptions: { settings: { enrich: false, speech: false, braille: false, assistiveMml: true } },
      safeOptions: {
        allow: { URLs: 'safe', classes: 'none', cssIDs: 'safe', styles: 'none' },
        idPattern: /^mjx-eqn:/,
        safeProtocols: { http: true, https: true, file: false, javascript: false, data: false },
      },
    },
    startup: { typeset: false, pageReady: () => typesetArticles().catch(fault => { formulas().forEach(release); throw fault; }) },
  };

  // ---------------------------------------------------------------- typesetting

  const itemsOf = new Map(); // what MathJax has read of a formula and not typeset yet
  const places = new Map(); // the formula in which an equation has its id once it is typeset

  // What lines are as high as, where they may break, letters and large signs: if these came after the formulas, lines would break anew.
  const FIRST_FONTS = ['MJX-NCM-ZERO', 'MJX-BRK', 'MJX-NCM-N', 'MJX-NCM-LO'];

  function formulas() {
    return [...document.querySelectorAll('.math')];
  }

  // The formulas of the page, one list for each article and one for what stands outside of any.
  function groups() {
    const found = new Map();
    for (const formula of formulas()) {
      const article = formula.closest('article');
      if (!found.has(article)) found.set(article, []);
      found.get(article).push(formula);
    }
    return [...found];
  }

  async function typesetArticles() {
    const { MathJax } = window;
    let n = 0;
    MathJax.startup.document.addStyleSheet();
    await Promise.all(FIRST_FONTS.map(font => document.fonts.load(`1em ${font}`))).catch(() => {});
    land();
    for (const [article, members] of groups()) {
      scope = n ? `${n}:` : '';
      n += 1;
      MathJax.texReset();
      await MathJax.tex2mmlPromise('\\begingroupSandbox');
      for (const definition of JSON.parse(article?.dataset.macros ?? '[]')) await MathJax.tex2mmlPromise(definition);
      await read(members);
      if (!lazy) await show(members);
    }
    if (lazy) await typesetWhatComesNear();
  }

  // MathJax reads formulas in their order, which gives equations and references their numbers, and macros a meaning.
  async function read(members) {
    const { document: page } = window.MathJax.startup;
    page.math = new page.options.MathList();
    page.options.elements = members;
    page.reset();
    await retried(() => page.findMath().compile());
    for (const item of page.math) {
      const formula = item.start.node.parentElement.closest('.math');
      itemsOf.set(formula, [...(itemsOf.get(formula) ?? []), item]);
    }
  }

  // The id of an equation; where it will be is remembered, as it has none before it is typeset.
  function placeOf(label) {
    const id = `mjx-eqn:${scope}${label.replace(/\s/g, '_')}`;
    const { node } = window.MathJax.startup.document.inputJax[0].parseOptions.mathItem.start;
    if (node) places.set(id, node.parentElement.closest('.math'));
    return id;
  }

  function retried(action) {
    return window.MathJax._.util.Retries.handleRetriesFor(action);
  }

  // Typeset formulas that were read. MathJax may have to load a file first: then it is done again from the start.
  function show(members) {
    return retried(() => typeset(members));
  }

  function typeset(members) {
    const { document: page } = window.MathJax.startup;
    inPlace(() => {
      members.forEach(release);
      try {
        page.math = new page.options.MathList(...members.flatMap(formula => itemsOf.get(formula) ?? []));
        page.state(window.MathJax._.core.MathItem.STATE.COMPILED);
        page.render();
      } catch (fault) {
        reserve(members);
        throw fault;
      }
      members.forEach(formula => itemsOf.delete(formula));
      fit(members);
    });
  }

  // A formula that is wider than its line gets a box of its own, in which it scrolls; what scrolls can be reached by
  // keyboard; and a reference, which is a link, is not hidden from those who listen to the page.
  function fit(members) {
    const inline = members.filter(formula => !formula.matches('.display'));
    inline.forEach(formula => formula.classList.remove('wide'));
    const wide = inline.filter(formula => formula.getBoundingClientRect().width > lineOf(formula).clientWidth + 1);
    wide.forEach(formula => formula.classList.add('wide'));
    const boxes = members.flatMap(formula => [formula, ...formula.querySelectorAll(':scope > mjx-container')]).filter(box => box.matches('.display, .wide, .display > *'));
    const scrolls = boxes.map(box => box.scrollWidth > box.clientWidth);
    boxes.forEach((box, n) => (scrolls[n] ? box.setAttribute('tabindex', 0) : box.removeAttribute('tabindex')));
    for (const link of members.flatMap(formula => [...formula.querySelectorAll('mjx-math[aria-hidden] a[href]')])) {
      const container = link.closest('mjx-container');
      container.querySelector('mjx-math').removeAttribute('aria-hidden');
      container.querySelector('mjx-assistive-mml')?.remove();
    }
  }

  function lineOf(formula) {
    let block = formula.parentElement;
    while (getComputedStyle(block).display.startsWith('inline')) block = block.parentElement;
    return block;
  }

  let resized = 0;
  addEventListener('resize', () => {
    cancelAnimationFrame(resized);
    resized = requestAnimationFrame(() => fit(formulas().filter(formula => formula.querySelector('mjx-container'))));
  });

  // ---------------------------------------------------------------- typesetting what the reader comes near to

  const AHEAD = 1.5; // how far above and below the window formulas are typeset, in heights of the window
  const AT_ONCE = 16; // so many formulas are typeset before the page may scroll again

  async function typesetWhatComesNear() {
    const blocks = new Map();
    const near = new Set();
    let working = false;
    for (const formula of itemsOf.keys()) {
      const block = lineOf(formula);
      blocks.set(block, [...(blocks.get(block) ?? []), formula]);
    }
    formulas().filter(formula => !itemsOf.has(formula)).forEach(release);

    const observer = new IntersectionObserver(entries => {
      for (const { target, isIntersecting } of entries) near[isIntersecting ? 'add' : 'delete'](target);
      work();
    }, { rootMargin: `${AHEAD * 100}% 0%` });

    async function work() {
      if (working) return;
      working = true;
      while (near.size) {
        const members = nextOf(near);
        await show(members).catch(() => members.forEach(release)); // what MathJax fails at is shown as its source
        await new Promise(done => setTimeout(done));
      }
      working = false;
    }

    // The formulas of the blocks that are nearest to what is in view.
    function nextOf(candidates) {
      const members = [];
      for (const [, block] of [...candidates].map(block => [farOff(block), block]).sort(([a], [b]) => a - b)) {
        if (members.length && members.length + blocks.get(block).length > AT_ONCE) break;
        members.push(...blocks.get(block).filter(formula => itemsOf.has(formula)));
        candidates.delete(block);
        observer.unobserve(block);
      }
      return members;
    }

    addEventListener('beforeprint', () => {
      for (const members of blocks.values()) {
        try {
          typeset(members.filter(formula => itemsOf.has(formula)));
        } catch { } // it needs a file that is not there yet, and paper cannot wait: its source is printed
      }
    });

    for (const block of blocks.keys()) if (farOff(block) < AHEAD * innerHeight) near.add(block);
    await work();
    for (const block of blocks.keys()) if (blocks.get(block).some(formula => itemsOf.has(formula))) observer.observe(block);
  }

  function farOff(block) {
    const { top, bottom } = block.getBoundingClientRect();
    return Math.max(0, top - innerHeight, -bottom);
  }

  // ---------------------------------------------------------------- the reader's place on the page

  let landing = null; // where an address with a # has led, until the reader moves on
  let hasMoved = false;
  for (const kind of ['wheel', 'touchmove', 'keydown', 'mousedown']) addEventListener(kind, () => { hasMoved = true; }, { passive: true });
  addEventListener('hashchange', () => {
    hasMoved = false;
    land();
  });

  function land() {
    landing = hasMoved ? null : goTo(idInAddress());
  }

  function idInAddress() {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return location.hash.slice(1);
    }
  }

  // Scroll to what has this id, and return the id and where that is now.
  function goTo(id) {
    targetOf(id)?.scrollIntoView({ behavior: 'instant' });
    return targetOf(id) && { id, top: topOf(id) };
  }

  // An equation is shown as a whole if it has room.
  function targetOf(id) {
    const named = document.getElementById(id) ?? places.get(id);
    const formula = named?.closest('.math.display');
    return formula && formula.offsetHeight < innerHeight / 2 ? formula : named;
  }

  function topOf(id) {
    return targetOf(id)?.getBoundingClientRect().top;
  }

  // Change something, and scroll so that what the reader looks at stays where it is.
  function inPlace(change) {
    const root = document.documentElement;
    const hasLanded = landing && !hasMoved && Math.abs(topOf(landing.id) - landing.top) < 2;
    const position = atEnd() ? () => root.scrollHeight : firstText();
    const before = position();
    root.style.overflowAnchor = 'none'; // two who keep the place would do it twice
    try {
      change();
    } finally {
      if (hasLanded) landing = goTo(landing.id);
      else if (scrollY) scrollBy({ top: position() - before, behavior: 'instant' });
      root.style.overflowAnchor = '';
    }
  }

  function atEnd() {
    return scrollY > 0 && scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
  }

  // A function that says where the uppermost text in view is.
  function firstText() {
    const [x, y] = [innerWidth / 2, 24];
    const caret = document.caretPositionFromPoint?.(x, y) ?? document.caretRangeFromPoint?.(x, y);
    const node = caret?.offsetNode ?? caret?.startContainer ?? document.body;
    const offset = caret?.offset ?? caret?.startOffset ?? 0;
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const formula = element.closest('.math');
    if (formula) return formula.getBoundingClientRect().top < 0 ? () => formula.getBoundingClientRect().bottom : () => formula.getBoundingClientRect().top;
    if (element === node) return () => element.getBoundingClientRect().top;
    const range = document.createRange();
    range.setStart(node, Math.min(offset, node.length - 1));
    range.setEnd(node, Math.min(offset + 1, node.length));
    return () => range.getBoundingClientRect().top;
  }

  // ---------------------------------------------------------------- the place that a formula will take

  // Until a formula is typeset, its source takes the place that the formula will take: letters as small as it needs.
  function reserve(members) {
    if (!members.length) return;
    members.forEach(formula => formula.classList.add('awaited'));
    const boxes = members.map(sizeOf);
    const widths = members.map(formula => formula.getBoundingClientRect().width / parseFloat(getComputedStyle(formula).fontSize));
    const scale = exInEm() / X_HEIGHT;
    members.forEach((formula, n) => {
      const { w, up, down } = boxes[n];
      formula.style.setProperty('--high', ((up + down) * scale).toFixed(2));
      if (widths[n] && !formula.matches('.display')) formula.style.setProperty('--small', (w * scale / widths[n]).toFixed(3));
      formula.classList.toggle('long', w > LONG);
    });
  }

  function sizeOf(formula) {
    try {
      return guess(formula.textContent, formula.matches('.display'));
    } catch { // nested deeper than scripts can go
      return { w: 1, up: 0.7, down: 0.2 };
    }
  }

  function release(formula) {
    formula.classList.remove('awaited', 'long');
    ['--high', '--small'].forEach(name => formula.style.removeProperty(name));
  }

  const LONG = 8; // in em: MathJax breaks such formulas at the end of a line

  // MathJax makes its letters as high as those of the text around.
  const X_HEIGHT = 0.442;
  function exInEm() {
    const probe = document.createElement('span');
    probe.style.cssText = 'position: absolute; font-size: 10px; width: 100ex';
    document.body.append(probe);
    const { width } = probe.getBoundingClientRect();
    probe.remove();
    return width / 1000;
  }

  // ---------------------------------------------------------------- the size that a formula will have
  // It is guessed from the TeX, in em of the mathematical font: how wide it is (w), and how far it reaches above the line
  // (up) and below it (down). The figures are those of TeX's fonts; a style is D (display), T (text) or S (script).

  const names = text => new Set(text.split(' '));
  const BOX = { w: 0, up: 0, down: 0 };
  const LETTER = { up: 0.7, down: 0.2 };
  const FENCE = { up: 0.75, down: 0.25 };
  const SIGN = { up: 0.6, down: 0.1 };
  const SPACES = { '\\quad': 1, '\\qquad': 2, '\\,': 0.17, '\\:': 0.22, '\\>': 0.22, '\\;': 0.28, '\\ ': 0.25, '~': 0.25, '\\!': -0.17 };
  const SUMS = names('sum prod coprod bigcup bigcap bigoplus bigotimes bigvee bigwedge bigsqcup biguplus bigodot');
  const FUNCTIONS = names('log ln lg exp sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth arg deg dim hom ker');
  const WITH_LIMITS = names('max min sup inf lim limsup liminf argmax argmin det gcd Pr');
  const RELATIONS = names('= < > : le leq leqslant ge geq geqslant ne neq in notin ni sim simeq approx equiv cong propto ll gg subset subseteq supset supseteq mid parallel perp implies iff triangleq prec succ preceq succeq models vdash');
  const ARROWS = /^\\(?:to|gets|mapsto|[A-Za-z]*arrow)$/;
  const OPERATORS = names('+ - * pm mp times div cdot circ bullet oplus ominus otimes odot cup cap wedge vee land lor setminus star ast');
  const FRACTIONS = /^\\(?:[dtc]?frac|[dt]?binom)$/;
  const TEXTS = /^\\(?:text|textbf|textit|textrm|mbox|hbox|operatorname\*?)$/;
  const ACCENTS = /^\\(?:hat|widehat|tilde|widetilde|bar|overline|vec|dot|ddot|check|breve|acute|grave|mathring|overrightarrow)$/;
  const FENCES = /^(?:\\?[(){}[\]|]|\\(?:[lr](?:angle|vert|Vert|brace|brack|floor|ceil)|vert|Vert))$/;
  const WITHOUT_ROOM = /^\\(?:notag|nonumber|limits|nolimits|hline|not|phantom|(?:display|text|script)style|math(?:bb|bf|cal|frak|rm|sf|scr|it|tt|normal|bin|rel|ord|open|close)|boldsymbol|bm|bf|rm|it)$/;
  const WITH_A_NUMBER = /^\\begin\{(?:equation|align|gather|multline|eqnarray|flalign|alignat)\}|\\tag/;

  function guess(source, display) {
    const tex = source.replace(/^(?:\$\$?|\\[([])|(?:\$\$?|\\[)\]])$/g, '');
    const tokens = (tex.match(/%[^\n]*|\\[A-Za-z]+\*?|\\[^]|\S/g) ?? []).filter(token => !/^%/.test(token));
    let at = 0;

    // What follows, up to a token that ends it.
    function row(style, ...ends) {
      let box = BOX;
      let last = BOX;
      while (at < tokens.length && !ends.includes(tokens[at])) {
        if ("^_'".includes(tokens[at])) last = scripts(last, style);
        else {
          box = beside(box, last);
          last = atom(tokens[at++], style, box.w === 0);
        }
      }
      return beside(box, last);
    }

    function argument(style) {
      const token = tokens[at++];
      if (token !== '{') return token ? atom(token, style, true) : BOX;
      const box = row(style, '}');
      at += 1;
      return box;
    }

    // The text of an argument, as it is written.
    function raw() {
      if (tokens[at] !== '{') return tokens[at++] ?? '';
      const start = at;
      let depth = 0;
      do depth += (tokens[at] === '{') - (tokens[at++] === '}');
      while (depth > 0 && at < tokens.length);
      return tokens.slice(start + 1, at - 1).join('');
    }

    function skipOption() {
      if (tokens[at] === '[') while (at < tokens.length && tokens[at++] !== ']');
    }

    function scripts(base, style) {
      let over = BOX;
      let under = BOX;
      while (at < tokens.length && "^_'".includes(tokens[at])) {
        const token = tokens[at++];
        if (token === '_') under = scaled(argument('S'), 0.7);
        else over = beside(over, token === '^' ? scaled(argument('S'), 0.7) : { w: 0.28, up: 0.4, down: 0 });
      }
      if (base.hasLimits && style === 'D') {
        const [above, below] = [over, under].map(({ w, up, down }) => (w ? 0.2 + up + down : 0));
        return { w: Math.max(base.w, over.w, under.w), up: base.up + above, down: base.down + below };
      }
      return {
        w: base.w + Math.max(over.w, under.w) + 0.05,
        up: over.w ? Math.max(base.up, Math.max(0.4, base.up - 0.35) + over.up) : base.up,
        down: under.w ? Math.max(base.down, Math.max(0.2, base.down - 0.05) + under.down) : base.down,
      };
    }

    function atom(token, style, isFirst) {
      const name = token.replace('\\', '');
      const air = style === 'S' ? 0 : 1;
      const D = style === 'D';
      if (token === '{') return at -= 1, argument(style);
      if (token === '\\begin') return environment(raw());
      if (token in SPACES) return { ...BOX, w: SPACES[token] };
      if (WITHOUT_ROOM.test(token)) return BOX;
      if (/^\\(?:label|tag\*?|color|hspace|vspace|href|class|style)$/.test(token)) return raw(), BOX;
      if (/^\\(?:eq)?ref$/.test(token)) return raw(), { ...LETTER, w: name === 'ref' ? 0.6 : 1.4 };
      if (FRACTIONS.test(token)) return fraction(name, style);
      if (token === '\\left') return fenced(style);
      if (/^\\(?:middle|[bB]igg?[lrm]?)$/.test(token)) return at += 1, { ...FENCE, w: 0.42 };
      if (token === '\\sqrt') return skipOption(), root(argument(style));
      if (token === '\\mathop') return { ...argument(style), hasLimits: true };
      if (/^\\(?:under|over)brace$/.test(token)) return braced(name, argument(style));
      if (/^\\(?:underset|overset|stackrel)$/.test(token)) return stacked(name, scaled(argument('S'), 0.7), argument(style));
      if (TEXTS.test(token)) return { ...LETTER, w: lengthOf(raw(), 0.5), hasLimits: name === 'operatorname*' };
      if (ACCENTS.test(token)) return raised(argument(style), 0.2);
      if (SUMS.has(name)) return D ? { w: 1.6, up: 0.95, down: 0.45, hasLimits: true } : { ...FENCE, w: 1.2 };
      if (/^\\o?i*int$/.test(token)) return D ? { w: 1.05, up: 1.36, down: 0.86 } : { w: 0.7, up: 0.8, down: 0.3 };
      if (WITH_LIMITS.has(name) || FUNCTIONS.has(name)) return { ...LETTER, w: lengthOf(name, 0.53) + 0.1, hasLimits: WITH_LIMITS.has(name) };
      if (ARROWS.test(token)) return { ...SIGN, w: 1 + 0.56 * air };
      if (RELATIONS.has(name)) return { ...SIGN, w: 0.78 + 0.56 * air };
      if (OPERATORS.has(name)) return { ...SIGN, w: (name === 'cdot' ? 0.28 : 0.78) + (isFirst ? 0 : 0.44 * air) };
      if (FENCES.test(token)) return { ...FENCE, w: /\||vert/i.test(token) ? 0.3 : /[{}]/.test(token) ? 0.5 : 0.4 };
      if (/^[,;]$/.test(token)) return { w: 0.28 + 0.17 * air, up: 0.1, down: 0.2 };
      if (/^\\[lcd]?dots$/.test(token)) return { w: 1.3, up: 0.3, down: 0 };
      if (token.length > 1) return { ...LETTER, w: /^\\(?:[A-Z]|nabla)/.test(token) ? 0.75 : 0.58 };
      return { ...LETTER, w: lengthOf(token, 0.57) };
    }

    function fraction(name, style) {
      const isSmall = name[0] === 't' || (style !== 'D' && name[0] !== 'd' && name[0] !== 'c');
      const [above, below] = [0, 1].map(() => scaled(argument(isSmall ? 'S' : 'T'), isSmall ? 0.7 : 1));
      const [rise, fall] = isSmall ? [0.4, 0.35] : [0.68, 0.69];
      return {
        w: Math.max(above.w, below.w) + (name.endsWith('binom') ? 1.14 : 0.24),
        up: Math.max(rise, 0.35 + above.down) + above.up,
        down: Math.max(fall, below.up - 0.1) + below.down,
      };
    }

    // Fences around something reach as far above the axis, which is a quarter above the line, as below.
    function fenced(style) {
      const opening = tokens[at++] === '.' ? 0.12 : 0.42;
      const inner = row(style, '\\right');
      const closing = tokens[at + 1] === '.' ? 0.12 : 0.42;
      at += 2;
      const half = Math.max(inner.up - 0.25, inner.down + 0.25);
      const reach = half > 0.6 ? half + 0.1 : half;
      return { w: opening + inner.w + closing, up: reach + 0.25, down: reach - 0.25 };
    }

    function environment(name) {
      const kind = name.replace('*', '');
      skipOption();
      if (/^(?:array|subarray|x*align(?:ed)?at)$/.test(kind)) raw();
      const isEquation = kind === 'equation';
      const isAligned = /align|split|gather|multline|eqnarray/.test(kind);
      const box = isEquation ? row('D', '\\end') : isAligned ? table('D', 0.3, 0) : table('T', /cases/.test(kind) ? 0.2 : 0.4, 1);
      at += 1;
      raw();
      const sized = kind.endsWith('smallmatrix') ? scaled(box, 0.7) : box;
      return { ...sized, w: sized.w + (/^[pbvBV](?:small)?matrix$|cases/.test(kind) ? 0.9 : 0) };
    }

    // The rows of an environment with a gap between, and its columns so far apart; its middle is on the axis.
    function table(style, gap, apart) {
      const columns = [];
      const rows = [{ ...BOX }];
      let column = 0;
      for (;;) {
        const cell = row(style, '&', '\\\\', '\\cr', '\\end');
        columns[column] = Math.max(columns[column] ?? 0, cell.w);
        rows.push(beside(rows.pop(), cell));
        const token = tokens[at];
        if (token === undefined || token === '\\end') break;
        at += 1;
        column = token === '&' ? column + 1 : 0;
        if (token === '&') continue;
        skipOption();
        rows.push({ ...BOX });
      }
      if (rows.length > 1 && !rows.at(-1).w) rows.pop();
      const high = rows.reduce((sum, { up, down }) => sum + Math.max(0.75, up) + Math.max(0.25, down) + gap, -gap);
      const w = columns.reduce((sum, width) => sum + width, apart * (columns.length - 1));
      return { w, up: high / 2 + 0.25, down: high / 2 - 0.25 };
    }

    const box = row(display ? 'D' : 'T');
    if (!display) return box;
    // what MathJax leaves above and below: less where there is a number beside the formula
    if (WITH_A_NUMBER.test(source)) return { w: box.w, up: Math.max(1.6, box.up + box.down + 0.45), down: 0 };
    return { w: box.w, up: Math.max(1.55, box.up + 0.15), down: Math.max(0.85, box.down + 0.2) };
  }

  function beside(a, b) {
    return { ...b, w: a.w + b.w, up: Math.max(a.up, b.up), down: Math.max(a.down, b.down) };
  }

  function scaled(box, by) {
    return { w: box.w * by, up: box.up * by, down: box.down * by };
  }

  function raised(box, by) {
    return { ...box, up: box.up + by };
  }

  function root(inner) {
    return { ...raised(inner, inner.up > 1 ? 0.3 : 0.2), w: inner.w + 0.85 };
  }

  function braced(name, inner) {
    const room = name === 'underbrace' ? { down: inner.down + 0.5 } : { up: inner.up + 0.5 };
    return { ...inner, ...room, hasLimits: true };
  }

  function stacked(name, small, base) {
    const high = small.up + small.down + 0.15;
    const room = name === 'underset' ? { down: base.down + high } : { up: base.up + high };
    return { ...base, ...room, w: Math.max(small.w, base.w) };
  }

  // How long a text is: Chinese characters are as wide as they are high.
  function lengthOf(text, usual) {
    const widthOf = c => (c > '\u2e80' ? 1 : /[A-Z]/.test(c) ? 0.74 : /\d/.test(c) ? 0.5 : /[ijlt.!:]/.test(c) ? 0.34 : /[cefgrs]/.test(c) ? 0.47 : /[mw]/.test(c) ? 0.85 : usual);
    return [...text].reduce((sum, c) => sum + widthOf(c), 0);
  }

  reserve(formulas());
  engine?.addEventListener('error', () => formulas().forEach(release)); // without MathJax the source is to be read
})();

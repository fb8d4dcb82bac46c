// MathJax for pages made by sitegen: it looks at formulas only (elements of class math), and typesets each article on
// its own, so that numbers begin at 1 and labels and macros of one post do not reach another on the same page.
(() => {
  const { macros = '{}', fonts = '', lazy = '' } = document.currentScript.dataset;
  const fontsAt = new URL(fonts, document.baseURI);
  const articles = document.querySelectorAll('article').length;
  let scope = '';

  window.MathJax = {
    loader: {
      load: ['ui/safe', 'a11y/assistive-mml', '[tex]/begingroup', '[tex]/noerrors', '[tex]/tagformat', ...(lazy && articles < 2 ? ['ui/lazy'] : [])],
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
      tagformat: { id: label => `mjx-eqn:${scope}${label}` },
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
    startup: { typeset: false, pageReady: () => typesetArticles().then(fit).then(goToHash) },
  };

  // The formulas of the page, one list for each article and one for what stands outside of any.
  function groups() {
    const found = new Map();
    for (const formula of document.querySelectorAll('.math')) {
      const article = formula.closest('article');
      if (!found.has(article)) found.set(article, []);
      found.get(article).push(formula);
    }
    return [...found];
  }

  async function typesetArticles() {
    const { MathJax } = window;
    let n = 0;
    for (const [article, formulas] of groups()) {
      scope = n ? `${n}:` : '';
      n += 1;
      MathJax.texReset();
      await MathJax.tex2mmlPromise('\\begingroupSandbox');
      for (const definition of JSON.parse(article?.dataset.macros ?? '[]')) await MathJax.tex2mmlPromise(definition);
      await MathJax.typesetPromise(formulas);
    }
  }

  // A formula that is wider than its line gets a box of its own, in which it scrolls; what scrolls can be reached by
  // keyboard; and a reference, which is a link, is not hidden from those who listen to the page.
  function fit() {
    const inline = [...document.querySelectorAll('.math:not(.display)')];
    inline.forEach(formula => formula.classList.remove('wide'));
    const wide = inline.filter(formula => formula.getBoundingClientRect().width > lineOf(formula).clientWidth + 1);
    wide.forEach(formula => formula.classList.add('wide'));
    const boxes = [...document.querySelectorAll('.math.display, .math.wide, .math.display > mjx-container')];
    const scrolls = boxes.map(box => box.scrollWidth > box.clientWidth);
    boxes.forEach((box, n) => (scrolls[n] ? box.setAttribute('tabindex', 0) : box.removeAttribute('tabindex')));
    for (const link of document.querySelectorAll('mjx-math[aria-hidden] a[href]')) {
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
    resized = requestAnimationFrame(() => document.querySelector('mjx-container') && fit());
  });

  // Formulas change the height of the page: an address with a # is looked up again once they are there.
  function goToHash() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && performance.now() < 15000) target.scrollIntoView();
  }
})();

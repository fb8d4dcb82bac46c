// The search page: one form and one list of results over two engines. An engine gives `{ hits, related }` for a question;
// a hit has `load()`, which gives `{ address, title, html, date, reads, tags, text }`.
(() => {
  const form = document.querySelector('form.search');
  const status = document.querySelector('.search-status');
  const list = document.querySelector('.search-results');
  const words = form.dataset;
  const field = form.elements.q;
  const AT_ONCE = 20; // so many hits are shown before the reader asks for more
  const PAUSE = 120; // milliseconds without a key until the question is asked
  const BEFORE = 30, AFTER = 90; // how much text is shown around what was found
  const han = '\\p{Script=Han}';
  const run = new RegExp(`^${han}{3,}$`, 'u');

  // What is asked besides: for a run of Chinese characters the pairs in it. Nothing if that is no other question.
  function looser(terms) {
    const pairs = term => [...term].slice(1).map((next, n) => [...term][n] + next);
    return terms.some(term => run.test(term)) ? terms.flatMap(term => (run.test(term) ? pairs(term) : [term])) : [];
  }

  // ---------------------------------------------------------------- the JSON index: a script, which a page on a disk can load too

  let loading = null;

  function posts() {
    loading ??= new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement('script'), { src: words.index, onload: resolve, onerror: reject });
      document.head.append(script);
    }).then(() => window.searchIndex.map(([address, title, html, date, reads, tags, series, text]) => ({
      address, title, html, date, reads, tags, series, text,
      inTitle: title.toLowerCase(), inTags: [...tags, series].join('\n').toLowerCase(), inText: text.toLowerCase(),
    })));
    loading.catch(() => { loading = null; });
    return loading;
  }

  const fits = (post, { tag, year, series }) =>
    (!tag || post.tags.includes(tag)) && (!year || post.date.startsWith(`${year}-`)) && (!series || post.series === series);

  const orders = {
    '': (a, b) => b.weight - a.weight,
    date: (a, b) => b.post.date.localeCompare(a.post.date),
    reads: (a, b) => b.post.reads - a.post.reads,
  };

  const sorted = (hits, sort) => hits.sort(orders[sort]).map(({ post, load }) => ({ post, load: load ?? (async () => post) }));

  function weighed(post, terms) {
    const weights = terms.map(term => 100 * post.inTitle.includes(term) + 30 * post.inTags.includes(term)
      + Math.min(post.inText.split(term).length - 1, 9));
    return { post, weight: weights.every(Boolean) ? weights.reduce((sum, each) => sum + each, 1) : 0 };
  }

  async function searchPosts({ terms, filters, sort }) {
    const among = (await posts()).filter(post => fits(post, filters));
    const found = wanted => among.map(post => weighed(post, wanted)).filter(({ weight }) => weight);
    const hits = found(terms);
    const known = new Set(hits.map(({ post }) => post));
    const related = looser(terms).length ? found(looser(terms)).filter(({ post }) => !known.has(post)) : [];
    return { hits: sorted(hits, sort), related: sorted(related, sort) };
  }

  // ---------------------------------------------------------------- Pagefind: each Chinese character is a word there, a run of them a phrase

  const character = new RegExp(`(${han})`, 'gu');
  const gap = new RegExp(`(?<=${han}) | (?=${han})`, 'gu');
  const phrase = term => `"${term.replace(character, ' $1 ').trim()}"`;

  function readable({ meta, content }) {
    const text = content.replaceAll('\u200b', '').replace(gap, '');
    return {
      address: words.root + encodeURI(meta.address.slice(1)), title: meta.title, html: meta.html, date: meta.date, reads: +meta.reads,
      tags: JSON.parse(meta.tags), text: text.slice(meta.title.replace(gap, '').length).replace(/^\.\s*/, ''),
    };
  }

  async function pagefindEngine() {
    const pagefind = await import(new URL(`${words.pagefind}pagefind.js`, document.baseURI));
    await pagefind.init();
    let naming = null;
    const names = () => (naming ??= fetch(`${words.pagefind}names.json`).then(reply => reply.json()));

    async function ask(terms) {
      const hit = result => ({ id: result.id, load: async () => readable(await result.data()) });
      const each = terms.map(async term => (await pagefind.search(phrase(term))).results.map(hit));
      const [first = [], ...others] = await Promise.all(each);
      const sets = others.map(found => new Set(found.map(({ id }) => id)));
      return first.filter(({ id }) => sets.every(found => found.has(id)));
    }

    async function chosen(hits, filters, sort) {
      const [every, named] = await Promise.all([posts(), names()]);
      const known = new Map(named.map((name, n) => [name, every[n]]));
      const found = hits.map(({ id, load }, n) => ({ id, load, post: known.get(id), weight: -n }));
      return sorted(found.filter(({ post }) => post && fits(post, filters)), sort);
    }

    return async ({ terms, filters, sort }) => {
      if (!terms.length) return searchPosts({ terms, filters, sort });
      const hits = await ask(terms);
      const known = new Set(hits.map(({ id }) => id));
      const related = (await ask(looser(terms))).filter(({ id }) => !known.has(id));
      if (!sort && !Object.values(filters).some(Boolean)) return { hits: await titlesFirst(hits, terms), related };
      return { hits: await chosen(hits, filters, sort), related: await chosen(related, filters, sort) };
    };
  }

  async function titlesFirst(hits, terms) {
    const first = await Promise.all(hits.slice(0, AT_ONCE).map(async hit => ({ hit, title: (await hit.load()).title.toLowerCase() })));
    const isTitle = ({ title }) => terms.every(term => title.includes(term));
    return [...first.filter(isTitle), ...first.filter(each => !isTitle(each))].map(({ hit }) => hit).concat(hits.slice(AT_ONCE));
  }

  // ---------------------------------------------------------------- the list

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  // The text as nodes, what was found in it marked.
  function marked(text, terms) {
    const pattern = terms.map(term => term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
    if (!pattern) return [text];
    return text.split(new RegExp(`(${pattern})`, 'iu')).map((piece, n) => (n % 2 ? element('mark', { textContent: piece }) : piece));
  }

  function excerpt(text, terms) {
    const low = text.toLowerCase();
    const places = terms.map(term => low.indexOf(term)).filter(at => at >= 0);
    const start = places.length ? Math.max(0, Math.min(...places) - BEFORE) : 0;
    const end = Math.min(text.length, start + BEFORE + AFTER);
    const shown = (start ? '…' : '') + text.slice(start, end) + (end < text.length ? '…' : '');
    return marked(shown.replace(/^…{2,}|…{2,}$/g, '…'), terms);
  }

  function day(iso) {
    if (!/^\d{4}-/.test(iso)) return iso.replace(/^--/, '');
    return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(iso.slice(0, 10)));
  }

  function item(post, terms) {
    const link = element('a', { href: post.address });
    if (post.html.includes('<')) link.innerHTML = post.html;
    else link.append(...marked(post.title, terms));
    const notes = [post.date && day(post.date), post.reads && words.reads.replace('%', post.reads.toLocaleString('en')), ...post.tags];
    return element('li', {}, link,
      element('p', { className: 'notes' }, ...notes.filter(Boolean).map(note => element('span', { textContent: note }))),
      ...(post.text ? [element('p', { className: 'excerpt-found' }, ...excerpt(post.text, terms))] : []));
  }

  async function show(hits, terms, place) {
    const posts = await Promise.all(hits.slice(0, AT_ONCE).map(hit => hit.load()));
    const items = posts.map(post => item(post, terms));
    const rest = hits.slice(AT_ONCE);
    const more = rest.length ? [element('button', { type: 'button', textContent: words.more })] : [];
    more[0]?.addEventListener('click', async () => {
      const [next] = await show(rest, terms, place);
      more[0].remove();
      next.querySelector('a').focus();
    });
    place.append(...items, ...more.map(button => element('li', { className: 'more' }, button)));
    await typeset(items);
    return items;
  }

  // What is shown before MathJax is there it typesets when it comes, if ever: a search does not wait for it.
  async function typeset(items) {
    if (!items.some(each => each.querySelector('.math')) || !window.MathJax?.typesetPromise) return;
    await window.MathJax.startup.promise;
    await window.MathJax.typesetPromise(items);
  }

  // ---------------------------------------------------------------- questions and answers

  let engine = null;
  let asked = 0;
  let timer = 0;

  const question = () => ({
    terms: field.value.trim().toLowerCase().split(/\s+/).filter(Boolean),
    filters: Object.fromEntries(['tag', 'year', 'series'].map(name => [name, form.elements[name]?.value ?? ''])),
    sort: form.elements.sort.value,
  });

  async function answer() {
    clearTimeout(timer);
    const mine = asked += 1;
    const { terms, filters, sort } = question();
    remember();
    if (!terms.length && !Object.values(filters).some(Boolean)) return clear('');
    try {
      engine ??= words.pagefind ? pagefindEngine() : Promise.resolve(searchPosts);
      const { hits, related } = await (await engine)({ terms, filters, sort });
      if (mine !== asked) return; // another question was asked meanwhile
      clear(hits.length || related.length ? words.count.replace('%', hits.length) : words.none);
      list.ariaBusy = 'true';
      await append(hits, terms);
      if (related.length) list.append(element('h2', { textContent: words.related }));
      await append(related, terms);
    } catch (fault) {
      engine = null;
      clear(words.failed);
      console.warn(fault);
    }
    if (mine === asked) list.ariaBusy = 'false';
  }

  async function append(hits, terms) {
    if (!hits.length) return;
    const place = element('ol');
    list.append(place);
    await show(hits, terms, place);
  }

  function clear(text) {
    list.ariaBusy = 'false';
    window.MathJax?.typesetClear?.([list]);
    list.replaceChildren();
    status.textContent = text;
  }

  // The question in the address of the page: it can be sent to somebody, and is there when the reader comes back.
  function remember() {
    const chosen = [...new FormData(form)].filter(([, value]) => value);
    const address = new URL(location);
    address.search = new URLSearchParams(chosen);
    try { history.replaceState(null, '', address); } catch { /* a page on a disk keeps its address */ }
  }

  function move(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    const links = [...list.querySelectorAll('a')];
    const at = links.indexOf(document.activeElement);
    if (event.key === '/' && !isTyping) field.focus();
    else if (event.key === 'ArrowDown' && links.length && (event.target === field || at >= 0)) links[Math.min(at + 1, links.length - 1)].focus();
    else if (event.key === 'ArrowUp' && at >= 0) (links[at - 1] ?? field).focus();
    else return;
    event.preventDefault();
  }

  form.hidden = false;
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (form.elements[name]) form.elements[name].value = value;
  }
  document.addEventListener('keydown', move);
  field.addEventListener('compositionend', answer); // until then the letters of an input method are no question
  form.addEventListener('input', event => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(answer, PAUSE);
  });
  form.addEventListener('submit', async event => {
    event.preventDefault();
    await answer();
    list.querySelector('a')?.focus();
  });
  if (location.search.length > 1) answer();
  else if (matchMedia('(hover: hover)').matches) field.focus();
})();

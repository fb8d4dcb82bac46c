// The numbers that MathJax, set up as our pages set it up, gives to labelled equations. JSON in, JSON out:
// In:  {mathjax: folder, script: our math.js, documents: [[{tex, display}, …], …]}
// Out: [{name: number, …}, …], where a label without a number has an empty one
const { readFileSync } = require('fs');
const path = require('path');
const vm = require('vm');

async function main() {
  const { mathjax, script, documents } = JSON.parse(readFileSync(0, 'utf8'));
  const window = {};
  const document = { baseURI: 'https://example.org/', currentScript: { dataset: {} }, querySelectorAll: () => [] };
  vm.runInNewContext(readFileSync(script, 'utf8'), { window, document, URL, addEventListener() {} });
  const { loader, tex } = JSON.parse(JSON.stringify(window.MathJax));
  delete tex.tagformat; // it needs a page
  const MathJax = require(path.join(mathjax, 'node-main.cjs'));
  await MathJax.init({
    loader: { load: ['input/tex', 'adaptors/liteDOM', ...loader.load.filter(name => name.startsWith('[tex]'))] },
    tex,
    startup: { typeset: false },
  });
  const found = [];
  for (const formulas of documents) {
    MathJax.texReset();
    await MathJax.tex2mmlPromise('\\begingroupSandbox');
    for (const { tex, display } of formulas) await MathJax.tex2mmlPromise(tex, { display }).catch(() => {}); // as on a page
    const { tags } = MathJax.startup.document.inputJax[0].parseOptions;
    const labels = Object.entries(tags.allLabels).map(([name, { tag }]) => [name, tag === '???' ? '' : tag]);
    found.push(Object.fromEntries(labels));
  }
  process.stdout.write(JSON.stringify(found));
}

main().catch(fault => { console.error(fault); process.exit(1); });

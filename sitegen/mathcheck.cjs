// Read formulas as MathJax reads them, and say which it cannot: JSON in on standard input, JSON out.
// In:  {mathjax: folder, autoload: {extension: [macros, environments], …}, posts: [{macros: {…}, formulas: [{tex, display}, …]}, …]}
// Out: [[post, formula, message], …], counted from 0
const { readFileSync } = require('fs');
const path = require('path');

async function main() {
  const { mathjax, autoload, posts } = JSON.parse(readFileSync(0, 'utf8'));
  const MathJax = require(path.join(mathjax, 'node-main.cjs'));
  await MathJax.init({
    loader: { load: ['input/tex', 'adaptors/liteDOM', '[tex]/begingroup'] },
    tex: {
      packages: { '[+]': ['begingroup'], '[-]': ['noundefined', 'noerrors'] },
      tags: 'ams',
      autoload,
      formatError: (_, fault) => { throw fault; },
    },
    startup: { typeset: false },
  });
  const faults = [];
  for (const [p, { macros, formulas }] of posts.entries()) {
    MathJax.texReset();
    await MathJax.tex2mmlPromise('\\begingroupSandbox');
    for (const definition of macros) await MathJax.tex2mmlPromise(definition);
    for (const [f, { tex, display }] of formulas.entries()) {
      try { await MathJax.tex2mmlPromise(tex, { display }); } catch (fault) { faults.push([p, f, fault.message]); }
    }
  }
  process.stdout.write(JSON.stringify(faults));
}

main().catch(fault => { console.error(fault.message || fault); process.exit(1); });

// Sets formulas in type. Reads pages as JSON, [[{tex, is_display}, ...], ...], and writes for each
// of them {style, formulas: [HTML, ...]}, where the style is that of the characters it has.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

// From where the build runs, and not from where this file is, which may be an environment.
const load = createRequire(join(process.cwd(), "package.json"));
const MathJax = await load("mathjax").init({
  loader: { load: ["input/tex", "output/chtml", "a11y/assistive-mml"] },
  chtml: { fontURL: "FONTS" }, // for who knows where the page is
});
const { adaptor, document } = MathJax.startup;

const pages = [];
for (const page of JSON.parse(readFileSync(0, "utf8"))) {
  MathJax.texReset(); // equations count from 1
  document.outputJax.clearCache(); // of the characters that the style is for
  const formulas = [];
  for (const { tex, is_display: display } of page) {
    const formula = await MathJax.tex2chtmlPromise(tex, { display });
    formulas.push(adaptor.outerHTML(formula));
  }
  pages.push({ style: adaptor.textContent(MathJax.chtmlStylesheet()), formulas });
}
process.stdout.write(JSON.stringify(pages));

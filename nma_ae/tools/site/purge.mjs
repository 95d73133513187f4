// Takes out of style sheets what no page has. Reads {pages, styles} as JSON, patterns of the files
// that name classes and the files with the rules, and writes what is left of each, [CSS, ...].
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

// From where the build runs, and not from where this file is, which may be an environment.
const load = createRequire(join(process.cwd(), "package.json"));
const { PurgeCSS } = load("purgecss");

const { pages, styles } = JSON.parse(readFileSync(0, "utf8"));
const purged = await new PurgeCSS().purge({
  content: pages,
  css: styles,
  safelist: { greedy: [/data-theme/, /data-mode/] }, // written by scripts
});
const left = new Map(purged.map(({ file, css }) => [file, css]));
process.stdout.write(JSON.stringify(styles.map((file) => left.get(file))));

// Sites as they are published, with every theme: built once for all tests of a run.

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROGRAM } from "./server.js";
import { ROOT } from "./site.js";

// Whether all is measured that the themes promise, or what shows most of it in little time.
export const FULL = process.env.VOUCHFOLIO_MEASURE === "full";

// The built-in themes. `base` is what they build on: measured as well where all is.
export const THEMES = readdirSync(join(ROOT, "themes"))
  .filter((name) => FULL || /^extends:/m.test(readFileSync(join(ROOT, "themes", name, "theme.yaml"), "utf8")))
  .sort();

// The page kinds that show everything a theme draws.
export const TELLING = ["home", "vouch", "accomplishment", "person", "resume"];

export const SITES = {
  sample: { from: ROOT, parts: ["content"] },
  names: { from: join(ROOT, "tests/sites/names"), parts: ["content"], options: "page_size: 2" },
  "right-to-left": { from: join(ROOT, "tests/sites/right-to-left"), parts: ["content", "themes"], options: "page_size: 2" },
};

// Builds all sites with all themes into a folder, each in a folder of its own.
export function buildAll(folder) {
  for (const site of Object.keys(SITES)) {
    for (const theme of THEMES) build(folder, site, theme);
  }
}

// Builds one site with one theme, and gives the folder that it is in then. What a build remembers
// of pictures is used by the next one of the same site.
export function build(folder, site, theme, args = []) {
  const { from, parts, options } = SITES[site];
  const work = join(folder, "work", site);
  rmSync(join(work, "themes"), { recursive: true, force: true });
  for (const part of parts) cpSync(join(from, part), join(work, part), { recursive: true });
  const own = join(work, "themes", "ledger");
  if (theme !== "ledger" && existsSync(own)) renameSync(own, join(work, "themes", theme));
  const configuration = readFileSync(join(from, "vouchfolio.yaml"), "utf8");
  writeFileSync(join(work, "vouchfolio.yaml"), themed(configuration, theme, options));
  const out = join(folder, theme, site);
  const words = ["build", "--site", work, "--out", out, "--quiet", "--color", "never", ...args];
  try {
    execFileSync(PROGRAM, words, { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
  } catch (error) {
    throw new Error(`${site} does not build with ${theme}: ${error.message}\n${error.stderr ?? ""}`);
  }
  return out;
}

// Where a site stands that was built before the tests.
export function folderOf(theme, site = "sample") {
  const folder = process.env.VOUCHFOLIO_BUILT;
  if (!folder) throw new Error("the sites are built by run.js: npm --prefix tests/browser test -- FILE");
  return join(folder, theme, site);
}

// The largest page of each kind of a built site: its kind and its path.
export function kindsOf(folder) {
  const largest = new Map();
  for (const entry of readdirSync(folder, { recursive: true })) {
    const file = String(entry).replaceAll("\\", "/");
    if (!file.endsWith(".html")) continue;
    const html = readFileSync(join(folder, file), "utf8");
    const kind = /<body class="page-([a-z-]+)/.exec(html)?.[1];
    if (kind && html.length > (largest.get(kind)?.length ?? 0)) {
      largest.set(kind, { kind, path: file.replace(/(^|\/)index\.html$/, "$1"), length: html.length });
    }
  }
  const kinds = [...largest.values()].map(({ kind, path }) => ({ kind, path }));
  return kinds.sort((a, b) => (a.kind < b.kind ? -1 : 1));
}

// The kinds that a test looks at: all of the first theme's, and of the others the telling ones.
export function measuredKinds(theme, site = "sample") {
  const kinds = kindsOf(folderOf(theme, site));
  return FULL || theme === "ledger" ? kinds : kinds.filter(({ kind }) => TELLING.includes(kind));
}

export function tellingKinds(theme) {
  const kinds = kindsOf(folderOf(theme)).filter(({ kind }) => TELLING.includes(kind));
  if (kinds.length !== TELLING.length) throw new Error(`${theme} has only ${kinds.map(({ kind }) => kind).join()}`);
  return kinds;
}

// The configuration with another theme; options are those of the tests then.
function themed(configuration, theme, options) {
  if (!options && new RegExp(`^theme:\\s*(\\n\\s+|\\{)name: ${theme}\\b`, "m").test(configuration)) return configuration;
  const others = configuration.replace(/^theme:.*\n(?:[ \t]+.*\n)*/m, "");
  return `${others.trimEnd()}\ntheme: {name: ${theme}${options ? `, options: {${options}}` : ""}}\n`;
}

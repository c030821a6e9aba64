// Runs Lighthouse over the built sample with every theme, or those that are named, on this
// machine's loopback alone, one page after the other. With `--write` the table goes into the
// documentation.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as launcher from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";
import { build, kindsOf, THEMES } from "../browser/built.js";
import { ARGUMENTS, program } from "../browser/chromium.js";
import { serveFolder } from "../browser/static.js";
import { ROOT } from "../browser/site.js";
import { medianOf, replaced, tableOf } from "./scores.js";

const PAGE = join(ROOT, "docs", "lighthouse.md");
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const FORMS = { mobile: undefined, desktop: desktopConfig };
// In themes other than `ledger`, which has every kind.
const SHOWN = ["home", "person", "vouch"];
// So often is a page measured whose first score of performance is below 100.
const ROUNDS = 5;

const words = process.argv.slice(2);
const themes = words.filter((word) => word !== "--write");
const folder = mkdtempSync(join(tmpdir(), "vouchfolio-lighthouse-"));
try {
  const rows = [];
  for (const theme of themes.length ? themes : THEMES) rows.push(...await measure(theme));
  const table = tableOf(rows, { lighthouse: version("lighthouse"), chromium: rows[0].chromium });
  console.log(table);
  if (words.includes("--write")) writeFileSync(PAGE, replaced(readFileSync(PAGE, "utf8"), table));
  const missed = rows.filter((row) => Object.values(row.scores).some((score) => score !== null && score < 100));
  for (const { name, failing } of missed) console.error(`${name}: ${failing.join("; ")}`);
  process.exitCode = missed.length ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(theme) {
  // Canonical addresses are those that are asked for.
  const port = await freePort();
  const built = build(folder, "sample", theme, ["--base-url", `http://127.0.0.1:${port}/`]);
  const host = await serveFolder(built, port);
  const rows = [];
  try {
    for (const { kind, path } of kindsOf(built)) {
      if (theme !== "ledger" && !SHOWN.includes(kind)) continue;
      for (const form of Object.keys(FORMS)) {
        const row = await scored(`${host.url}${path}`, form);
        rows.push({ theme, kind, form, name: `${theme} ${kind}, ${form}`, ...row });
        console.error(`${rows.at(-1).name}: ${Object.values(row.scores).map((score) => score ?? "–").join(" ")}${row.rounds > 1 ? ` (median of ${row.rounds})` : ""}`);
      }
    }
  } finally {
    await host.stop();
  }
  return rows;
}

// The scores of a page: of the first run, or of the median of five.
async function scored(url, form) {
  const runs = [await run(url, form)];
  while (runs[0].scores.performance < 100 && runs.length < ROUNDS) runs.push(await run(url, form));
  return { ...medianOf(runs), rounds: runs.length };
}

async function run(url, form) {
  const chrome = await launcher.launch({ chromePath: program(), chromeFlags: ARGUMENTS, logLevel: "silent" });
  try {
    const { lhr } = await lighthouse(url, { port: chrome.port, onlyCategories: CATEGORIES, logLevel: "silent" }, FORMS[form]);
    if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
    // A page that asks not to be indexed is right to score low there.
    const isHidden = lhr.audits["is-crawlable"]?.score === 0;
    const scores = Object.fromEntries(CATEGORIES.map((name) => [name, Math.round(lhr.categories[name].score * 100)]));
    if (isHidden) scores.seo = null;
    const failing = CATEGORIES.filter((name) => scores[name] !== null).flatMap((name) => lhr.categories[name].auditRefs
      .filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1)
      .map(({ id }) => `${name}/${id} ${lhr.audits[id].displayValue ?? ""}`.trim()));
    return { scores, failing, chromium: /Chrome\/([\d.]+)/.exec(lhr.userAgent)?.[1] };
  } finally {
    await chrome.kill();
  }
}

function version(name) {
  return JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), "utf8")).version;
}

function freePort() {
  return new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

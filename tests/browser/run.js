// Builds the sites that are measured and runs the tests: all of them, or the files that are named.
// With `--full` every page kind of every theme is measured.

import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const FLAGS = ["--test", "--test-reporter=spec", "--test-concurrency=2", "--test-timeout=600000"];

const words = process.argv.slice(2);
if (words.includes("--full")) process.env.VOUCHFOLIO_MEASURE = "full";
const named = words.filter((word) => word !== "--full").map((word) => basename(word));
const files = named.length ? named : readdirSync(HERE).filter((name) => name.endsWith(".test.js")).sort();

const folder = mkdtempSync(join(tmpdir(), "vouchfolio-built-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
// Tests that edit the sample have its pictures from there.
if (files.some((file) => /"\.\/built\.js"|\bsample\(/.test(readFileSync(join(HERE, file), "utf8")))) {
  const { buildAll } = await import("./built.js");
  const begin = Date.now();
  buildAll(folder);
  console.log(`the sites are built, in ${((Date.now() - begin) / 1000).toFixed(1)} s`);
}
const test = spawn(process.execPath, [...FLAGS, ...files], {
  cwd: HERE, stdio: "inherit", env: { ...process.env, VOUCHFOLIO_BUILT: folder },
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => test.kill(signal));
test.on("exit", (code) => process.exit(code ?? 1));

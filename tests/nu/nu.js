// Has the Nu HTML Checker, which is the W3C's, read every page of the built sites.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildAll, SITES, THEMES } from "../browser/built.js";

const JAR = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");

const folder = mkdtempSync(join(tmpdir(), "vouchfolio-nu-"));
try {
  buildAll(folder);
  const sites = THEMES.flatMap((theme) => Object.keys(SITES).map((site) => join(folder, theme, site)));
  const { error, status, stdout, stderr } = spawnSync("java", ["-jar", JAR, "--skip-non-html", "--filterpattern", ".*Content Security Policy.*", ...sites], {
    encoding: "utf8", maxBuffer: 1 << 28,
  });
  if (error) throw error;
  process.stdout.write(`${stdout}${stderr}`.replaceAll(`file:${folder}/`, ""));
  console.log(status === 0 ? `nothing is wrong in the pages of ${sites.length} sites` : "the checker found what is above");
  process.exitCode = status === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

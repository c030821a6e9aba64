// Sites to try things on: copies in a temporary folder, edited as an editor would.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { atEnd } from "./ending.js";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

const PICTURES = join(".vouchfolio", "cache", "pictures");

// A copy of the sample portfolio, which goes when the test ends.
export function sample(t) {
  const site = copy(t, ROOT, ["vouchfolio.yaml", "content"]);
  // Its pictures are made once a run, by run.js: each test would wait for them otherwise.
  const made = join(process.env.VOUCHFOLIO_BUILT ?? "", "work", "sample", PICTURES);
  if (existsSync(made)) cpSync(made, join(site.folder, PICTURES), { recursive: true });
  return site;
}

// A copy of the smallest example.
export function small(t) {
  return copy(t, join(ROOT, "examples", "minimal"), ["vouchfolio.yaml", "content"]);
}

function copy(t, from, names) {
  // Not in the folder itself: a folder above it takes part in being removed and restored.
  const parent = mkdtempSync(join(tmpdir(), "vouchfolio-browser-"));
  atEnd(t, () => rmSync(parent, { recursive: true, force: true }));
  const folder = join(parent, "site");
  for (const name of names) cpSync(join(from, name), join(folder, name), { recursive: true });
  const path = (file) => join(folder, file);
  const read = (file) => readFileSync(path(file), "utf8");
  // All at once: nobody sees half of it, which would be shown as the mistake that it is.
  const write = (file, text) => {
    mkdirSync(dirname(path(file)), { recursive: true });
    writeFileSync(join(parent, "saved"), text);
    renameSync(join(parent, "saved"), path(file));
  };
  return {
    folder, read, write,
    // Into the file that is there, which is empty for a moment.
    writeInPlace: (file, text) => writeFileSync(path(file), text),
    // Puts one text in place of another, which has to be there.
    replace(file, before, after) {
      const text = read(file);
      if (!text.includes(before)) throw new Error(`${file} does not hold: ${before}`);
      write(file, text.replace(before, () => after));
    },
    append: (file, text) => write(file, `${read(file)}${text}`),
    rename: (before, after) => renameSync(path(before), path(after)),
    remove: (file) => rmSync(path(file), { recursive: true }),
  };
}

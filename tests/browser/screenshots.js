// Makes the pictures of the themes that the README shows, from the sample.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { build } from "./built.js";
import { ARGUMENTS, program } from "./chromium.js";
import { settled } from "./looks.js";
import { ROOT } from "./site.js";
import { serveFolder } from "./static.js";

const PLACE = join(ROOT, "docs", "screenshots");
const BYTES_AT_MOST = 250_000;
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };
const PICTURES = [
  { name: "ledger-home", theme: "ledger", path: "", viewport: WIDE },
  { name: "ledger-vouch", theme: "ledger", path: "vouch/", viewport: WIDE },
  { name: "signal-home", theme: "signal", path: "", viewport: WIDE },
  { name: "signal-vouch", theme: "signal", path: "vouch/", viewport: WIDE },
  { name: "commons-home", theme: "commons", path: "", viewport: WIDE },
  { name: "commons-vouch", theme: "commons", path: "vouch/", viewport: WIDE },
  { name: "signal-home-dark", theme: "signal", path: "", viewport: WIDE, colorScheme: "dark" },
  { name: "ledger-home-narrow", theme: "ledger", path: "", viewport: NARROW, deviceScaleFactor: 2 },
];

const folder = mkdtempSync(join(tmpdir(), "vouchfolio-screenshots-"));
const browser = await chromium.launch({ executablePath: program(), args: [...ARGUMENTS, "--hide-scrollbars"] });
try {
  mkdirSync(PLACE, { recursive: true });
  for (const theme of new Set(PICTURES.map(({ theme }) => theme))) {
    const host = await serveFolder(build(folder, "sample", theme));
    for (const picture of PICTURES.filter((picture) => picture.theme === theme)) await take(host, picture);
    await host.stop();
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

async function take(host, { name, path, ...options }) {
  const page = await browser.newPage({ colorScheme: "light", reducedMotion: "reduce", ...options });
  await page.goto(`${host.url}${path}`);
  await settled(page);
  const whole = join(folder, `${name}.png`);
  const small = join(PLACE, `${name}.png`);
  await page.screenshot({ path: whole, animations: "disabled", caret: "hide" });
  await page.close();
  // 256 colours are enough for a page, and a third of the bytes.
  execFileSync("pngquant", ["--force", "--strip", "--speed", "1", "--output", small, "256", whole]);
  const { size } = statSync(small);
  if (size > BYTES_AT_MOST) throw new Error(`${name}.png has ${size} bytes, not ${BYTES_AT_MOST}`);
  console.log(`docs/screenshots/${name}.png, ${Math.round(size / 1000)} kB`);
}

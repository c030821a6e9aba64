// What themes are not drawn for: writing from right to left, names of sixty letters, and text of
// twice the size. Nothing may be over the edge, at any width.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { reader } from "./browser.js";
import { folderOf, FULL, kindsOf, THEMES } from "./built.js";
import { inaccessible, nothing, overflowing, settled } from "./looks.js";
import { serveFolder } from "./static.js";

const WIDTHS = [320, 768, 1280];
const EDGES = [
  { name: "right to left", site: "right-to-left" },
  { name: "names of sixty letters", site: "names" },
  { name: "text of 200 %", site: "sample", text: 2 },
];

for (const theme of THEMES) {
  for (const { name, site, text } of EDGES) {
    describe(`${theme}, ${name}`, { concurrency: 2 }, () => {
      let host;
      before(async () => (host = await serveFolder(folderOf(theme, site))));
      after(() => host.stop());
      for (const { kind, path } of kindsOf(folderOf(theme, site))) {
        test(kind, async (t) => {
          const { page, context } = await reader(t);
          if (text) await enlarge(context, page, text);
          await page.goto(`${host.url}${path}`);
          await settled(page);
          const found = [];
          for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: 800 });
            found.push(...(await overflowing(page)).map((finding) => `${width} px: ${finding}`));
            if (FULL) found.push(...(await inaccessible(page)).map((finding) => `${width} px: ${finding}`));
          }
          if (text) assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), "32px");
          nothing(found);
        });
      }
    });
  }
}

// As the setting of the browser for people who need larger letters.
async function enlarge(context, page, times) {
  const session = await context.newCDPSession(page);
  await session.send("Page.setFontSizes", { fontSizes: { standard: 16 * times, fixed: 13 * times } });
}

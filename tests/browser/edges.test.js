// What themes are not drawn for: writing from right to left, names of sixty letters, and text of
// twice the size. Nothing may be over the edge, at any width.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { reader } from "./browser.js";
import { folderOf, FULL, measuredKinds, THEMES } from "./built.js";
import { inaccessible, nothing, overflowing, settled } from "./looks.js";
import { hosted } from "./static.js";

const WIDTHS = FULL ? [320, 768, 1280] : [320, 1280];
const EDGES = [
  { name: "right to left", site: "right-to-left" },
  { name: "names of sixty letters", site: "names" },
  { name: "text of 200 %", site: "sample", text: 2 },
];

for (const theme of THEMES) {
  describe(theme, { concurrency: 2 }, () => {
    for (const { name, site, text } of EDGES) {
      test(name, async (t) => {
        const host = await hosted(t, folderOf(theme, site));
        const { page, context } = await reader(t);
        if (text) await enlarge(context, page, text);
        const found = [];
        for (const { kind, path } of measuredKinds(theme, site)) {
          await page.goto(`${host.url}${path}`);
          await settled(page);
          for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: 800 });
            const here = [...await overflowing(page), ...FULL ? await inaccessible(page) : []];
            found.push(...here.map((finding) => `${kind}, ${width} px: ${finding}`));
          }
          if (text) assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), "32px");
        }
        nothing(found);
      });
    }
  });
}

// As the setting of the browser for people who need larger letters.
async function enlarge(context, page, times) {
  const session = await context.newCDPSession(page);
  await session.send("Page.setFontSizes", { fontSizes: { standard: 16 * times, fixed: 13 * times } });
}

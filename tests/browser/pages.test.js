// Every kind of page, with every theme, wide and narrow, light and dark: readable for everybody,
// nothing over the edge, and nothing reported.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { reader } from "./browser.js";
import { folderOf, FULL, measuredKinds, THEMES } from "./built.js";
import { inaccessible, nothing, overflowing, settled, tiny } from "./looks.js";
import { hosted } from "./static.js";

const WIDTHS = [{ width: 320, height: 640 }, { width: 1280, height: 800 }];

for (const theme of THEMES) {
  describe(theme, { concurrency: WIDTHS.length }, () => {
    for (const viewport of WIDTHS) {
      test(`${viewport.width} px`, async (t) => {
        const host = await hosted(t, folderOf(theme));
        const { page } = await reader(t, { context: { viewport } });
        const found = [];
        for (const { kind, path } of measuredKinds(theme)) {
          await page.emulateMedia({ colorScheme: "light" });
          await page.goto(`${host.url}${path}`);
          await settled(page);
          const light = [...await overflowing(page), ...await tiny(page), ...await inaccessible(page)];
          await page.emulateMedia({ colorScheme: "dark" });
          // Layout and names are those of light; only the colours have changed.
          const dark = await inaccessible(page, { colorsOnly: !FULL });
          found.push(...light.map((finding) => `${kind}: ${finding}`), ...dark.map((finding) => `${kind}, dark: ${finding}`));
        }
        nothing(found);
      });
    }
  });
}

test("what is looked for is found", async (t) => {
  const { page } = await reader(t, { context: { viewport: WIDTHS[0] } });
  await page.setContent(`<!DOCTYPE html><html lang="en"><title>Wrong</title><main><h1>Wrong</h1>
    <p style="width: 400px; font-size: 12px; color: #666">Too wide, too small, and not dark enough.</p>
    <p style="overflow: hidden; width: 100px; white-space: nowrap">Words that are cut off at the end of the line</p>
    <button style="font-size: 14px; width: 12px; height: 12px; padding: 0">a</button><button style="font-size: 14px; width: 12px; height: 12px; padding: 0">b</button>
    <p style="overflow: auto; width: 200px"><span style="display: block; width: 900px; color: #000">It scrolls.</span></p></main>`);
  const overflow = await overflowing(page);
  assert.equal(overflow.length, 3, overflow.join("\n"));
  assert.match(overflow[0], /the page is 4\d\d px wide in 320 px/);
  assert.match(overflow[1], /^overflow: main > p reaches from/);
  assert.match(overflow[2], /^overflow: p cuts off what is \d+ px wide at 100 px/);
  assert.deepEqual(await tiny(page), ["text of 12 px: p."]);
  const rules = new Set((await inaccessible(page)).map((finding) => /^axe ([a-z-]+)/.exec(finding)[1]));
  assert.deepEqual([...rules].sort(), ["color-contrast-enhanced", "target-size"]);
});

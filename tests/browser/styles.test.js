// Stylesheets are swapped under the page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, openBeside } from "./browser.js";
import { serve } from "./server.js";
import { sample } from "./site.js";
import { until } from "./until.js";

const OWN = "themes/ledger/styles/70-own.css";
// What moves nothing, so that the place in the page is the same to the pixel.
const outlined = (width) => `@layer theme { .masthead { outline: ${width} solid var(--accent); } }\n`;
const width = ({ page }) =>
  page.evaluate(() => getComputedStyle(document.querySelector(".masthead")).outlineWidth);

test("a change of styles alone shows without a reload", async (t) => {
  const site = sample(t);
  site.write(OWN, outlined("5px"));
  const server = await serve(t, site);
  const first = await open(t, `${server.url}accomplishments/cutover-weekend/`);
  const second = await openBeside(first, `${server.url}vouch/`);
  for (const { page } of [first, second]) {
    await page.evaluate(() => {
      window.marker = "stays";
      scrollTo(0, 300);
    });
  }
  assert.equal(await width(first), "5px");

  for (const wanted of ["11px", "7px"]) {
    site.write(OWN, outlined(wanted));
    for (const shown of [first, second]) {
      await until(`the outline is ${wanted}`, async () => (await width(shown)) === wanted);
      assert.equal(await shown.page.evaluate(() => window.marker), "stays");
      assert.equal(await shown.page.evaluate(() => scrollY), 300);
    }
  }
  // The old stylesheets are gone, once the new one is there.
  const sheets = () => first.page.locator('link[rel~="stylesheet"]').count();
  const built = (await (await fetch(first.page.url())).text()).match(/<link[^>]*rel="?stylesheet/g).length;
  await until("as many stylesheets are there as at first", async () => (await sheets()) === built);

  // A page that was swapped to its present styles is not behind: it is reloaded for words alone.
  site.replace("content/accomplishments/cutover-weekend.md", "The night itself", "That night itself");
  await first.shows("That night itself");
  assert.equal(await width(first), "7px");
  assert.equal(first.reloads(), 1);
  assert.equal(second.reloads(), 0);
  assert.equal(await second.page.evaluate(() => window.marker), "stays");
});

test("the first file of one's own styles, in folders that are new, shows without a reload", async (t) => {
  const site = sample(t);
  const server = await serve(t, site);
  const home = await open(t, server.url);
  site.write(OWN, outlined("9px"));
  await until("the outline is there", async () => (await width(home)) === "9px");
  assert.equal(home.reloads(), 0);
});

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
  // By its new name, as the page has it when it is loaded now.
  const name = await first.page.locator('link[href*="/assets/site."]').last().getAttribute("href");
  assert.match(new URL(name, server.url).pathname, /^\/assets\/site\.[0-9a-f]{8}\.css$/);
  assert.ok((await (await fetch(first.page.url())).text()).includes(`"${new URL(name, server.url).pathname}"`));
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

test("a stylesheet that is gone again before it is loaded is passed over", async (t) => {
  const site = sample(t);
  const server = await serve(t, site);
  const home = await open(t, server.url, { expected: /status of 404|not a supported stylesheet MIME/ });
  const { page } = home;
  const sheets = page.locator('link[href*="/assets/site."][rel="stylesheet"]');
  const asked = [];
  let answer = (route) => route.fulfill({ status: 404 });
  await page.route("**/assets/site.*.css", (route) => {
    asked.push(route);
    return answer(route);
  });
  site.write(OWN, outlined("5px"));
  await until("it was asked for, and nobody had it", async () => asked.length === 1 && (await sheets.count()) === 1);

  // Two more, neither of which comes before both are known.
  answer = () => {};
  for (const [at, wanted] of ["6px", "7px"].entries()) {
    site.write(OWN, outlined(wanted));
    await until(`${wanted} is asked for`, async () => asked.length === 2 + at);
  }
  assert.equal(new Set(asked.map((route) => route.request().url())).size, 3);
  for (const route of asked.slice(1)) await route.continue().catch(() => {});
  await until("the last one is there", async () => (await width(home)) === "7px" && (await sheets.count()) === 1);
  assert.equal(home.reloads(), 0);
});

test("the first file of one's own styles, in folders that are new, shows without a reload", async (t) => {
  const site = sample(t);
  const server = await serve(t, site);
  const home = await open(t, server.url);
  site.write(OWN, outlined("9px"));
  await until("the outline is there", async () => (await width(home)) === "9px");
  assert.equal(home.reloads(), 0);
});

test("people are filtered by a stylesheet of their own, which a new skill changes", async (t) => {
  const site = sample(t);
  const server = await serve(t, site);
  const { page, reloads } = await open(t, `${server.url}vouch/`);
  const shown = () => page.locator(".voucher").evaluateAll((all) => all.filter((one) => one.checkVisibility()).length);
  const all = await shown();
  const choose = (id) => page.locator(`#${id}`).evaluate((radio) => radio.click());
  await choose("filter-relation-manager");
  const managers = await shown();
  assert.ok(managers > 0 && managers < all, `${managers} of ${all}`);
  await choose("filter-relation-all");
  assert.equal(await shown(), all);

  site.replace("content/people/lena-brandt.md", "vouches_for: [", "vouches_for: [mountaineering, ");
  await page.locator("#filter-skill-mountaineering").waitFor({ state: "attached" });
  await page.waitForLoadState();
  await choose("filter-skill-mountaineering");
  assert.equal(await shown(), 1);
  assert.ok(reloads() > 0);
});

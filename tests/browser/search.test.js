// The search of the site, which a reader's browser does by itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./browser.js";
import { serve } from "./server.js";
import { sample } from "./site.js";
import { until } from "./until.js";

const results = (page) => page.locator(".search-results a");

test("what is typed is found, wherever it stands, and the keyboard leads there", async (t) => {
  const server = await serve(t, sample(t));
  const { page } = await open(t, server.url);
  await page.getByRole("button", { name: "Search" }).click();
  const input = page.getByRole("searchbox", { name: "Search" });
  await input.waitFor();
  assert.ok(await input.evaluate((it) => it === document.activeElement));

  // In a quote, without the marks of the letters, and with only the beginning of a word.
  for (const [typed, wanted] of [["watched her", "/people/lena-brandt/#lena-settlement"], ["lukasz wojc", "/people/lukasz-wojcik/"]]) {
    await input.fill(typed);
    const addresses = async () => results(page).evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    await until(`${wanted} is found`, async () => (await addresses()).includes(wanted));
  }
  assert.match(await page.getByRole("dialog").getByRole("status").textContent(), /^Found: \d+$/);

  await input.fill("xyzzy");
  await page.getByText("Nothing found. Try another word.").waitFor();
  assert.equal(await results(page).count(), 0);

  await input.fill("Łukasz Wójcik");
  await results(page).first().waitFor();
  await page.keyboard.press("ArrowDown");
  const focused = await page.evaluate(() => document.activeElement.getAttribute("href"));
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${focused}`);
});

test("it opens by Control+K, and leaves the page as it was", async (t) => {
  const server = await serve(t, sample(t));
  const { page } = await open(t, `${server.url}vouch/`);
  // The button is there once the script is.
  await page.getByRole("button", { name: "Search" }).waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  assert.equal(new URL(page.url()).pathname, "/vouch/");
});

test("without scripts there is no search that does nothing", async (t) => {
  const server = await serve(t, sample(t));
  const response = await fetch(server.url);
  assert.match(await response.text(), /<button[^>]*data-search[^>]* hidden /);
});

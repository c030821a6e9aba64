// A site below a path of its host.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./browser.js";
import { serve } from "./server.js";
import { small } from "./site.js";
import { until } from "./until.js";

const WINTER = "content/accomplishments/winter-run.md";

test("all of it works below a path", async (t) => {
  const site = small(t);
  site.replace("vouchfolio.yaml", "https://nia.example/", "https://nia.example/work/portfolio/");
  const server = await serve(t, site);
  assert.equal(new URL(server.url).pathname, "/work/portfolio/");
  const { page, overlay, shows, path, reloads } = await open(t, server.url);

  // By the site's own links.
  await page.locator('a[href$="/accomplishments/winter-run/"]').first().click();
  await page.waitForURL("**/work/portfolio/accomplishments/winter-run/");
  site.replace(WINTER, "One evening it went wrong.", "Once it went wrong.");
  await shows("Once it went wrong.");

  const before = reloads();
  site.write("themes/ledger/styles/70-own.css", "@layer theme { .masthead { outline: 9px solid; } }\n");
  const width = () => page.evaluate(() => getComputedStyle(document.querySelector(".masthead")).outlineWidth);
  await until("the outline is there", async () => (await width()) === "9px");
  assert.equal(reloads(), before);

  const good = site.read(WINTER);
  site.write(WINTER, good.replace("title:", "titel:"));
  await overlay.opens();
  site.write(WINTER, good);
  await overlay.closes();

  site.replace("content/testimonials/dilwyn-winter-run.md", "[winter-run]", "[winter-rig]");
  site.rename(WINTER, "content/accomplishments/winter-rig.md");
  await page.waitForURL("**/work/portfolio/accomplishments/winter-rig/");
  await shows("Once it went wrong.");
  assert.equal(path(), "/work/portfolio/accomplishments/winter-rig/");
});

test("the browser follows a site that moves to another path", async (t) => {
  const site = small(t);
  const server = await serve(t, site);
  const { page, shows } = await open(t, `${server.url}accomplishments/winter-run/`);
  site.replace("vouchfolio.yaml", "https://nia.example/", "https://nia.example/stage/");
  await page.waitForURL(`${server.url}stage/accomplishments/winter-run/`);
  site.replace(WINTER, "One evening it went wrong.", "Once it went wrong.");
  await shows("Once it went wrong.");
  site.replace("vouchfolio.yaml", "https://nia.example/stage/", "https://nia.example/");
  await page.waitForURL(`${server.url}accomplishments/winter-run/`);
  await shows("Once it went wrong.");
});

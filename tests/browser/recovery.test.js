// Whatever happens to the files, the server survives it, and the page becomes right by itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./browser.js";
import { serve } from "./server.js";
import { sample, small } from "./site.js";

const WINTER = "content/accomplishments/winter-run.md";

test("a template of the theme, broken and mended", async (t) => {
  const site = sample(t);
  const server = await serve(t, site);
  const { page, overlay, shows } = await open(t, `${server.url}how-i-work/`);
  const title = await page.locator("h1").first().innerText();
  const template = "themes/ledger/templates/page.html";
  const own = (inside) => `{% extends "frame.html" %}\n{% block main %}<h1>${inside}</h1>{% endblock %}\n`;

  site.write(template, own("{{ page.titel }}"));
  await overlay.opens();
  assert.match(await overlay.problems.first().innerText(), /themes\/ledger\/templates\/page\.html:2/);
  assert.equal(await page.locator("h1").first().innerText(), title);

  // No template at all.
  site.write(template, "{% extends");
  await page.locator("vouchfolio-overlay pre", { hasText: "{% extends" }).waitFor();
  await overlay.opens();

  site.write(template, own("By {{ site.title }}"));
  await shows("By Maya Okafor");
  await overlay.host.waitFor({ state: "detached" });

  // Without changes of one's own, the theme is as ever.
  site.remove("themes");
  await page.getByText("By Maya Okafor").waitFor({ state: "detached" });
  assert.equal(await page.locator("h1").first().innerText(), title);
  assert.ok(server.isRunning());
});

test("the configuration, broken, gone and mended", async (t) => {
  const site = small(t);
  const server = await serve(t, site);
  const { overlay, shows, page } = await open(t, `${server.url}accomplishments/winter-run/`);
  const good = site.read("vouchfolio.yaml");

  site.write("vouchfolio.yaml", good.replace("title: Nia", "title: [Nia"));
  await overlay.opens();
  assert.match(await overlay.problems.first().innerText(), /vouchfolio\.yaml:\d/);
  assert.equal(await page.getByText("410 kWh").first().isVisible(), true);
  site.remove("vouchfolio.yaml");
  await page.locator("vouchfolio-overlay li", { hasText: "`vouchfolio.yaml` is missing" }).waitFor();
  await page.reload();
  await overlay.opens();
  assert.equal(await page.getByText("410 kWh").first().isVisible(), true);

  site.write("vouchfolio.yaml", `${good}footer: Made beside the stage door.\n`);
  await shows("Made beside the stage door.");
  await overlay.host.waitFor({ state: "detached" });
  assert.ok(server.isRunning());
});

test("the content, away and back", async (t) => {
  const site = small(t);
  const server = await serve(t, site);
  const { overlay, shows, page } = await open(t, `${server.url}accomplishments/winter-run/`);
  const shown = page.locator("p", { hasText: "Old Exchange in Llanfair used" });

  site.rename("content", "../content-away");
  await overlay.opens();
  assert.equal(await shown.isVisible(), true);
  // Whoever comes now gets the last good page as well, nothing empty and no sample.
  await page.reload();
  await overlay.opens();
  assert.equal(await shown.isVisible(), true);

  site.rename("../content-away", "content");
  await overlay.closes();
  site.replace(WINTER, "One evening it went wrong.", "Once it went wrong.");
  await shows("Once it went wrong.");
  assert.ok(server.isRunning());
});

test("a folder of the content, deleted and written again", async (t) => {
  const site = small(t);
  const server = await serve(t, site);
  const { shows, overlay } = await open(t, `${server.url}accomplishments/winter-run/`);
  const good = site.read(WINTER);
  site.remove("content/accomplishments");
  await overlay.opens();
  site.write(WINTER, good.replace("One evening", "One night"));
  await shows("One night it went wrong.");
  site.replace(WINTER, "One night", "Once");
  await shows("Once it went wrong.");
  await overlay.host.waitFor({ state: "detached" });
});

test("a file that is malformed for a while", async (t) => {
  const site = small(t);
  const server = await serve(t, site);
  const { shows, overlay } = await open(t, `${server.url}accomplishments/winter-run/`);
  const good = site.read(WINTER);
  // As by an editor that writes in pieces, and is slow.
  site.write(WINTER, "");
  await overlay.opens();
  site.write(WINTER, good.slice(0, 40));
  site.write(WINTER, good.slice(0, good.length / 2));
  site.write(WINTER, good.replace("One evening", "One night"));
  await shows("One night it went wrong.");
  await overlay.host.waitFor({ state: "detached" });
});

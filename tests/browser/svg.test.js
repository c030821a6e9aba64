// What is published of hostile SVGs runs nothing and asks for nothing, not even opened by itself.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { reader } from "./browser.js";
import { serve } from "./server.js";
import { ROOT, small } from "./site.js";

const FOLDER = join(ROOT, "tests", "fixtures", "svg");
// Those that are refused with an error, so that no site has them.
const REFUSED = ["entity-bomb", "external-entity", "pattern-bomb", "prefixed", "use-bomb"];

test("hostile SVGs ask for nothing and run nothing", async (t) => {
  const names = readdirSync(FOLDER).map((file) => file.replace(".svg", "")).filter((name) => !REFUSED.includes(name));
  assert.ok(names.length > 8);
  const site = small(t);
  for (const name of names) site.write(`content/pages/${name}.svg`, readFileSync(join(FOLDER, `${name}.svg`), "utf8"));
  // What stands in `static/` is the owner's own: it shows that this test would notice.
  site.write("static/as-it-is.svg", readFileSync(join(FOLDER, "script.svg"), "utf8"));
  const images = names.map((name) => `![A drawing](${name}.svg)`).join("\n\n");
  site.write("content/pages/drawings.md", `---\ntitle: Drawings\n---\n${images}\n`);
  const server = await serve(t, site);
  const { page } = await reader(t, { expected: /evil\.example|ERR_|Failed to fetch/ });
  const asked = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.origin !== new URL(server.url).origin) asked.push(request.url());
  });
  // What is not sanitised asks for something.
  const noticed = page.waitForRequest(/evil\.example/);
  await page.goto(`${server.url}as-it-is.svg`);
  await noticed;
  asked.length = 0;
  await page.goto(`${server.url}drawings/`);
  await page.waitForLoadState("networkidle");
  const shown = await page.locator("main img").evaluateAll((images) => images.map((image) => {
    image.loading = "eager";
    return image.decode().then(() => image.naturalWidth > 0, () => false);
  }).length);
  assert.equal(shown, names.length);
  for (const name of names) {
    await page.goto(`${server.url}media/pages/${name}.svg`);
    await page.mouse.click(10, 10);
    await page.waitForLoadState("networkidle");
    assert.equal(await page.evaluate(() => document.querySelectorAll("script, foreignObject, a").length), 0, name);
  }
  assert.deepEqual(asked, []);
});

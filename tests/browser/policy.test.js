// The script that the server adds, and the list of problems, keep what the pages promise: a strict
// content security policy, and to be read by everybody.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { open } from "./browser.js";
import { serve } from "./server.js";
import { sample, small } from "./site.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const BROKEN = "content/accomplishments/kitchen-logistics.md";

// One page of each kind: of all that the sitemap names, the first of each shape.
async function kinds(server) {
  const sitemap = await (await fetch(`${server.url}sitemap.xml`)).text();
  const paths = [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => new URL(url).pathname.slice(1));
  const shape = (path) => path.split("/").map((part, index) => (index ? Boolean(part) : part)).join();
  const first = new Map([...paths, "404.html"].reverse().map((path) => [shape(path), path]));
  return [...first.values()];
}

test("no page reports anything, with the script in it and with the list of problems over it", async (t) => {
  const site = sample(t);
  const server = await serve(t, site);
  const pages = await kinds(server);
  assert.ok(pages.length > 12, pages.join());
  const { page, overlay } = await open(t, server.url);
  const policy = 'meta[http-equiv="Content-Security-Policy"]';
  for (const path of pages) {
    await page.goto(`${server.url}${path}`);
    assert.match(await page.locator(policy).getAttribute("content"), /default-src 'none'/, path);
    assert.equal(await overlay.host.count(), 0, path);
  }
  site.replace(BROKEN, "title:", "titel:");
  await overlay.opens();
  for (const path of pages) {
    await page.goto(`${server.url}${path}`);
    await overlay.opens();
  }
});

test("what a policy refuses is reported", async (t) => {
  const site = small(t);
  site.write("static/refused.html", `<!DOCTYPE html><title>Refused</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'self'; img-src data:">
<link rel="icon" href="data:,"><p style="color: red">Refused</p>`);
  const server = await serve(t, site);
  const { reports } = await open(t, `${server.url}refused.html`, { expected: /refused by style-src|inline style/ });
  assert.ok(reports.some((report) => report.startsWith("refused by style-src")), reports.join("\n"));
});

for (const width of [320, 1280]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`the list of problems can be read by all, ${width} px wide and ${colorScheme}`, async (t) => {
      const site = sample(t);
      const server = await serve(t, site);
      const context = { viewport: { width, height: 640 }, colorScheme };
      const { page, overlay } = await open(t, `${server.url}accomplishments/kitchen-logistics/`, { context });
      site.replace(BROKEN, "title:", "a-key-that-is-as-long-as-a-key-can-be-and-then-some: 1\ntitle:");
      site.replace("content/people/lena-brandt.md", "name:", "name_of_hers:");
      await overlay.opens();
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(await pale(overlay), []);
      const overflows = await overlay.dialog.evaluate((dialog) => dialog.scrollWidth > dialog.clientWidth);
      assert.equal(overflows, false);
      await page.keyboard.press("Escape");
      await overlay.badge.waitFor();
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(await pale(overlay), []);
    });
  }
}

test("the page that stands for a site not built yet reports nothing, and can be read by all", async (t) => {
  const site = small(t);
  site.replace("content/accomplishments/winter-run.md", "title:", "titel:");
  const server = await serve(t, site);
  const { page, overlay, shows } = await open(t, server.url, { expected: /status of 503/ });
  await overlay.opens();
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("h1").first().innerText(), "This site could not be built yet");
  assert.deepEqual(await violations(page), []);
  site.replace("content/accomplishments/winter-run.md", "titel:", "title:");
  await shows("Nia Calloway");
  await overlay.host.waitFor({ state: "detached" });
});

// What axe finds, in a line each.
async function violations(page) {
  await page.evaluate(AXE);
  const { violations, passes } = await page.evaluate(() => axe.run(document));
  assert.ok(passes.length > 10, "axe has looked at the page");
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
}

// Text of the list whose contrast is too low. For a dialog, axe cannot tell.
async function pale({ host }) {
  const texts = await host.evaluate(({ shadowRoot }) => {
    const luminance = (color) => {
      const [red, green, blue] = color.match(/[\d.]+/g).slice(0, 3).map((part) => part / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ground = (element) => {
      const { backgroundColor } = getComputedStyle(element);
      return backgroundColor === "rgba(0, 0, 0, 0)" ? ground(element.parentElement) : backgroundColor;
    };
    const shown = [...shadowRoot.querySelectorAll("*")].filter((element) => element.checkVisibility()
      && [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()));
    return shown.map((element) => {
      const { color } = getComputedStyle(element);
      const [low, high] = [luminance(color), luminance(ground(element))].sort((a, b) => a - b);
      return { text: element.textContent, colors: `${color} on ${ground(element)}`, contrast: (high + 0.05) / (low + 0.05) };
    });
  });
  assert.ok(texts.length > 0, "there is text");
  return texts.filter(({ contrast }) => !(contrast >= 4.5));
}

// Who asks for other colours, or for less motion, gets it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { reader } from "./browser.js";
import { folderOf, FULL, tellingKinds, THEMES } from "./built.js";
import { nothing, settled } from "./looks.js";
import { hosted } from "./static.js";
import { until } from "./until.js";

// What carries meaning without words beside it, or is drawn.
const MARKS = ".grid td .icon, .grid-legend .icon, .evidence .icon, .metric-bars rect, .timeline rect:not(.band), .timeline .mark, .scheme .icon";
// The kinds that have all of them.
const MARKED = ["home", "vouch", "person"];
// WCAG 2.2, 1.4.11.
const CONTRAST = 3;

for (const theme of THEMES) {
  for (const colorScheme of ["light", "dark"]) {
    test(`${theme}: marks and bars are seen in forced colours, ${colorScheme}`, async (t) => {
      const host = await hosted(t, folderOf(theme));
      const context = { forcedColors: "active", colorScheme, viewport: { width: 1280, height: 800 } };
      const { page, context: opened } = await reader(t, { context });
      const eye = await opened.newPage();
      const found = [];
      let marks = 0;
      for (const { kind, path } of tellingKinds(theme).filter(({ kind }) => FULL || MARKED.includes(kind))) {
        await page.goto(`${host.url}${path}`);
        await settled(page);
        const boxes = await marked(page);
        marks += boxes.length;
        for (const { name, contrast } of await contrasts(eye, await page.screenshot({ fullPage: true }), boxes)) {
          if (contrast < CONTRAST) found.push(`${kind}: ${name} has a contrast of ${contrast.toFixed(2)}`);
        }
      }
      assert.ok(marks > 20, `${marks} marks`);
      nothing(found);
    });
  }

  test(`${theme}: nothing moves for those who want no motion`, async (t) => {
    const host = await hosted(t, folderOf(theme));
    const { page } = await reader(t, { context: { reducedMotion: "reduce" } });
    await page.addInitScript(() => {
      globalThis.transitions = [];
      addEventListener("pagereveal", ({ viewTransition }) => globalThis.transitions.push(Boolean(viewTransition)));
    });
    for (const { kind, path } of tellingKinds(theme)) {
      await page.goto(`${host.url}${path}`);
      await settled(page);
      await page.locator("[data-scheme-toggle]").click();
      await page.locator("main a:visible").first().hover();
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      assert.deepEqual(await running(page), [], kind);
      assert.equal(await page.evaluate(() => scrollY > 0 || document.documentElement.scrollHeight <= innerHeight), true, `${kind} is scrolled at once`);
      await page.locator(".masthead nav a:not([aria-current])").first().click();
      await page.waitForURL((url) => url.pathname !== `/${path}`);
      await settled(page);
      assert.equal(await page.evaluate(() => globalThis.transitions.includes(true)), false, `${kind} is left without a transition`);
    }
  });

  test(`${theme}: the chosen scheme is there before anything is drawn`, async (t) => {
    const host = await hosted(t, folderOf(theme));
    const { page } = await reader(t, { context: { colorScheme: "light" } });
    await page.goto(host.url);
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.locator("[data-scheme-toggle]").click();
    await until("it is dark", async () => (await ground()) !== light);
    const dark = await ground();
    await page.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (!document.body) return;
        globalThis.atFirst = document.documentElement.dataset.scheme;
        observer.disconnect();
      }).observe(document, { childList: true, subtree: true });
    });
    await page.goto(`${host.url}vouch/`);
    assert.equal(await page.evaluate(() => globalThis.atFirst), "dark");
    assert.equal(await ground(), dark);
    await page.locator("[data-scheme-toggle]").click();
    await until("it is light", async () => (await ground()) === light);
  });
}

test("what moves, and a mark that nobody sees, is noticed", async (t) => {
  const { page, context } = await reader(t);
  await page.setContent(`<!DOCTYPE html><title>Wrong</title><style>@keyframes turn { to { rotate: 1turn; } } p { animation: turn 9s infinite; }</style>
    <p>It turns.</p><div class="timeline"><svg width="99" height="20"><rect width="20" height="20" fill="#eee"/></svg></div>
    <div class="timeline"><svg width="99" height="20"><rect width="20" height="20" fill="#000"/></svg></div>`);
  assert.deepEqual(await running(page), ["turn"]);
  const [pale, dark] = await contrasts(await context.newPage(), await page.screenshot({ fullPage: true }), await marked(page));
  assert.ok(pale.contrast < 1.3 && dark.contrast > 15, `${pale.contrast} and ${dark.contrast}`);
});

function running(page) {
  return page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === "running")
    .map((animation) => animation.animationName ?? animation.transitionProperty ?? "animation"));
}

// Where the marks of a page are, in its whole picture, with what is around them.
function marked(page) {
  return page.evaluate((marks) => [...document.querySelectorAll(marks)].filter((mark) => mark.checkVisibility()).map((mark) => {
    const { left, top, width, height } = mark.getBoundingClientRect();
    const name = `${mark.closest("[class]:not(svg, svg *)")?.className} ${mark.getAttribute("class") ?? ""} ${mark.querySelector("use")?.getAttribute("href") ?? ""}`.trim();
    return { name, left: left + scrollX - 3, top: top + scrollY - 3, width: width + 6, height: height + 6 };
  }).filter(({ width, height }) => width > 7 && height > 7), MARKS);
}

// The greatest contrast of a colour in each box with the colour at its edge.
function contrasts(eye, picture, boxes) {
  return eye.evaluate(async ({ picture, boxes }) => {
    const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d", { willReadFrequently: true });
    canvas.drawImage(image, 0, 0);
    const luminance = ([red, green, blue]) => [[red, 0.2126], [green, 0.7152], [blue, 0.0722]].reduce((sum, [part, weight]) => {
      const value = part / 255;
      return sum + weight * (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    }, 0);
    return boxes.map(({ name, left, top, width, height }) => {
      const { data } = canvas.getImageData(Math.max(0, left), Math.max(0, top), width, height);
      const ground = luminance(data.slice(0, 3));
      let contrast = 1;
      for (let at = 0; at < data.length; at += 4) {
        const [low, high] = [ground, luminance(data.slice(at, at + 3))].sort((a, b) => a - b);
        contrast = Math.max(contrast, (high + 0.05) / (low + 0.05));
      }
      return { name, contrast };
    });
  }, { picture: picture.toString("base64"), boxes });
}

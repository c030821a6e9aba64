// Nothing moves while a page comes or is scrolled, and it never keeps its reader waiting.

import assert from "node:assert/strict";
import { test } from "node:test";
import { reader } from "./browser.js";
import { folderOf, measuredKinds, tellingKinds, THEMES } from "./built.js";
import { forget, nothing, settled } from "./looks.js";
import { hosted } from "./static.js";

const VIEWPORTS = [{ width: 360, height: 740 }, { width: 1280, height: 800 }];
const LONGEST = 50;
// A busy machine can only add to how long a task takes. So a page is fast if it was once.
const LOADS = 5;

for (const theme of THEMES) {
  test(`${theme}: nothing moves by itself`, async (t) => {
    const host = await hosted(t, folderOf(theme));
    const { page, context } = await reader(t);
    await forget(context, page);
    await observe(page, "layout-shift");
    const found = [];
    for (const viewport of VIEWPORTS) {
      await page.setViewportSize(viewport);
      for (const { kind, path } of measuredKinds(theme)) {
        await page.goto(`${host.url}${path}`);
        await settled(page);
        await scrollThrough(page);
        const shifts = await page.evaluate(() => observed.filter(({ hadRecentInput }) => !hadRecentInput).map(({ value, sources }) => {
          const moved = sources.map(({ node }) => node?.parentElement && `${node.parentElement.className || node.parentElement.localName} > ${node.className || node.nodeName}`);
          return `${value.toFixed(4)} by ${moved.join()}`;
        }));
        found.push(...shifts.map((shift) => `${kind}, ${viewport.width} px: ${shift}`));
      }
    }
    nothing(found);
  });

  test(`${theme}: no task takes over ${LONGEST} ms`, async (t) => {
    const host = await hosted(t, folderOf(theme));
    const { page, context } = await reader(t);
    await forget(context, page);
    await observe(page, "longtask");
    const found = [];
    for (const { kind, path } of tellingKinds(theme)) {
      const loads = [];
      while (loads.length < LOADS && loads.at(-1) !== 0) loads.push(await longest(page, `${host.url}${path}`));
      if (Math.min(...loads) > LONGEST) found.push(`${kind}: ${loads.join(", ")} ms`);
    }
    nothing(found);
  });
}

test("what moves and what takes long is noticed", async (t) => {
  const { page } = await reader(t);
  await observe(page, "layout-shift", "longtask");
  await page.goto("data:text/html,<!DOCTYPE html><p style='height: 100px'>It moves</p><p>It moves</p>");
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await page.evaluate(() => {
    document.querySelector("p").style.height = "200px";
    setTimeout(() => {
      const end = performance.now() + 80;
      while (performance.now() < end);
    });
  });
  await page.waitForFunction(() => new Set(observed.map(({ entryType }) => entryType)).size === 2);
});

// The longest task over 50 ms of a load and of reading to the end, or 0.
async function longest(page, url) {
  await page.goto(url);
  await settled(page);
  await scrollThrough(page);
  const durations = await page.evaluate(() => observed.map(({ duration }) => duration));
  return Math.max(0, ...durations);
}

function observe(page, ...types) {
  return page.addInitScript((types) => {
    globalThis.observed = [];
    for (const type of types) new PerformanceObserver((list) => observed.push(...list.getEntries())).observe({ type, buffered: true });
  }, types);
}

// To the end, a view at a time, each drawn before the next.
async function scrollThrough(page) {
  await page.evaluate(async () => {
    const drawn = () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight) {
      scrollTo(0, top);
      await drawn();
    }
    await Promise.all([...document.images].map((image) => image.complete || new Promise((ended) => {
      image.addEventListener("load", ended);
      image.addEventListener("error", ended);
    })));
    await drawn();
  });
}

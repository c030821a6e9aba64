// Nothing moves while a page comes or is scrolled, and it never keeps its reader waiting.

import assert from "node:assert/strict";
import { test } from "node:test";
import { reader } from "./browser.js";
import { folderOf, measuredKinds, tellingKinds, THEMES } from "./built.js";
import { forget, nothing, settled } from "./looks.js";
import { hosted } from "./static.js";

const VIEWPORTS = [{ width: 360, height: 740 }, { width: 1280, height: 800 }];
// What a reader hardly sees, by https://web.dev/articles/cls: letters of another shape may break a
// line elsewhere.
const MOVED_BY_LATE_FONTS = 0.1;
const LATE = 700;
const LONGEST = 50;
// What a task computes differs a little, and a busy machine only adds to it. So a page is fast if
// it was once.
const LOADS = 5;

for (const theme of THEMES) {
  test(`${theme}: nothing moves by itself`, async (t) => {
    const host = await hosted(t, folderOf(theme));
    const { page, context } = await reader(t);
    await forget(context, page);
    await observe(page);
    // The fonts are there before anything is drawn, whatever else this machine does.
    const fonts = new Set();
    page.on("requestfinished", (request) => fonts.add(request.url()));
    let preloaded = [];
    await page.route("**/*.css", async (route) => {
      while (!preloaded.every((url) => fonts.has(url))) await page.waitForEvent("requestfinished");
      await route.continue();
    });
    const found = [];
    for (const viewport of VIEWPORTS) {
      await page.setViewportSize(viewport);
      for (const { kind, path } of measuredKinds(theme)) {
        preloaded = await preloadedBy(`${host.url}${path}`);
        // `base` has no fonts of its own.
        assert.ok(preloaded.length > 0 || theme === "base", `${kind} asks for its fonts early`);
        fonts.clear();
        await page.goto(`${host.url}${path}`);
        await settled(page);
        await scrollThrough(page);
        found.push(...(await shifts(page)).map(({ value, moved }) => `${kind}, ${viewport.width} px: ${value.toFixed(4)} by ${moved}`));
      }
    }
    nothing(found);
  });

  test(`${theme}: hardly anything moves when fonts are late`, async (t) => {
    const host = await hosted(t, folderOf(theme));
    const { page, context } = await reader(t);
    await forget(context, page);
    await observe(page);
    await page.route("**/*.woff2", (route) => setTimeout(() => route.continue().catch(() => {}), LATE));
    const found = [];
    for (const viewport of VIEWPORTS) {
      await page.setViewportSize(viewport);
      for (const { kind, path } of tellingKinds(theme)) {
        await page.goto(`${host.url}${path}`);
        await settled(page);
        await drawn(page);
        const all = await shifts(page);
        const sum = all.reduce((sum, { value }) => sum + value, 0);
        if (sum > MOVED_BY_LATE_FONTS) found.push(`${kind}, ${viewport.width} px: ${sum.toFixed(4)} by ${all.map(({ moved }) => moved)}`);
      }
    }
    nothing(found);
  });

  test(`${theme}: no task takes over ${LONGEST} ms`, async (t) => {
    const host = await hosted(t, folderOf(theme));
    const { page, context } = await reader(t);
    await forget(context, page);
    const found = [];
    for (const { kind, path } of tellingKinds(theme)) {
      const loads = [];
      while (loads.length < LOADS && !(loads.at(-1) <= LONGEST)) {
        loads.push(await longest(page, async () => {
          await page.goto(`${host.url}${path}`);
          await settled(page);
          await scrollThrough(page);
        }));
      }
      t.diagnostic(`${theme} ${kind}: ${loads.at(-1).toFixed(0)} ms`);
      if (Math.min(...loads) > LONGEST) found.push(`${kind}: ${loads.map((load) => load.toFixed(0))} ms`);
    }
    nothing(found);
  });
}

test("what moves and what takes long is noticed", async (t) => {
  const { page } = await reader(t);
  await observe(page);
  await page.goto("data:text/html,<!DOCTYPE html><p style='height: 100px'>It moves</p><p>It moves</p>");
  await drawn(page);
  await page.evaluate(() => (document.querySelector("p").style.height = "200px"));
  await page.waitForFunction(() => observed.length > 0);
  const [{ value, moved }] = await shifts(page);
  assert.ok(value > 0.001, `${value} by ${moved}`);
  const computing = () => page.evaluate(() => new Promise((done) => setTimeout(() => {
    const end = performance.now() + 400;
    while (performance.now() < end);
    done();
  })));
  assert.ok((await longest(page, computing)) > LONGEST);
  assert.ok((await longest(page, () => drawn(page))) < LONGEST);
});

function observe(page) {
  return page.addInitScript(() => {
    globalThis.observed = [];
    new PerformanceObserver((list) => observed.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });
  });
}

// The fonts that a page asks for before it knows its styles.
async function preloadedBy(url) {
  const html = await (await fetch(url)).text();
  return [...html.matchAll(/<link rel="preload" href="([^"]+)" as="font"/g)].map(([, href]) => new URL(href, url).href);
}

// What has moved so far, and what of it first.
function shifts(page) {
  return page.evaluate(() => observed.filter(({ hadRecentInput }) => !hadRecentInput).map(({ value, sources }) => {
    const names = sources.map(({ node }) => `${node?.parentElement?.className ?? ""} > ${node?.className || node?.nodeName}`);
    return { value, moved: names.slice(0, 3).join(" and ") };
  }));
}

// How long the longest task of a page computed while something happened, in milliseconds: by the
// clock of its thread, which stands still while others have the processor.
async function longest(page, happens) {
  const browser = page.context().browser();
  await browser.startTracing(page, { categories: ["toplevel", "__metadata"] });
  await happens();
  const { traceEvents } = JSON.parse(String(await browser.stopTracing()));
  const threads = new Set(traceEvents.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain").map(({ pid, tid }) => `${pid} ${tid}`));
  const tasks = traceEvents.filter(({ pid, tid, ph, tdur }) => ph === "X" && tdur !== undefined && threads.has(`${pid} ${tid}`));
  assert.ok(tasks.length > 0, "the trace holds tasks with the time of their thread");
  return Math.max(...tasks.map(({ tdur }) => tdur)) / 1000;
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

function drawn(page) {
  return page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

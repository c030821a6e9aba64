// Who has no pointer reaches everything, sees where they are, and gets on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { reader } from "./browser.js";
import { folderOf, measuredKinds, tellingKinds, FULL, THEMES } from "./built.js";
import { nothing, settled } from "./looks.js";
import { hosted } from "./static.js";

const WIDTHS = FULL ? [320, 1280] : [1280];

for (const theme of THEMES) {
  test(`${theme}: Tab reaches every control, and each shows that it is reached`, async (t) => {
    const host = await hosted(t, folderOf(theme));
    const { page } = await reader(t);
    const found = [];
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      for (const { kind, path } of walked(theme)) {
        await page.goto(`${host.url}${path}`);
        await settled(page);
        found.push(...(await walk(page)).map((finding) => `${kind}, ${width} px: ${finding}`));
      }
    }
    nothing(found);
  });

  test(`${theme}: the first link leads past the navigation`, async (t) => {
    const host = await hosted(t, folderOf(theme));
    const { page } = await reader(t);
    await page.goto(`${host.url}vouch/`);
    await page.keyboard.press("Tab");
    const link = page.locator(":focus");
    assert.equal(await link.getAttribute("href"), "#main");
    const box = await link.boundingBox();
    assert.ok(box.width >= 24 && box.height >= 24 && box.y >= 0, `it is seen: ${JSON.stringify(box)}`);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => location.hash === "#main");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.querySelector("main").contains(document.activeElement)), true);
    assert.equal(await page.evaluate(() => document.activeElement === document.querySelector("main")), false);
  });

  test(`${theme}: the filter is set and reset by keys`, async (t) => {
    const host = await hosted(t, folderOf(theme));
    const { page } = await reader(t);
    await page.goto(`${host.url}vouch/`);
    await settled(page);
    const shown = () => page.locator(".voucher").evaluateAll((all) => all.filter((one) => one.checkVisibility()).length);
    const all = await shown();
    await page.locator("#filter-relation-all").focus();
    await page.keyboard.press("ArrowRight");
    const some = await shown();
    assert.ok(some > 0 && some < all, `${some} of ${all} people`);
    assert.match(await page.locator("output").innerText(), new RegExp(`\\b${some}\\b`));
    await page.locator(".filter button[type=reset]").focus();
    await page.keyboard.press("Enter");
    assert.equal(await shown(), all);
  });
}

test("a control that shows nothing, or holds on to the keyboard, is noticed", async (t) => {
  const { page } = await reader(t);
  await page.setContent(`<!DOCTYPE html><title>Wrong</title><a href="#a">seen</a><button style="outline: none">not seen</button>
    <input value="trap"><a href="#b">never reached</a>`);
  await page.evaluate(() => document.querySelector("input").addEventListener("keydown", (event) => event.preventDefault()));
  const found = await walk(page);
  assert.match(found[0], /^button "not seen" does not show/);
  assert.match(found.at(-1), /^a "never reached" is not reached/);
  assert.equal(found.length, 2, found.join("\n"));
});

// What has every control: on the first theme more of it, and everything where all is measured.
function walked(theme) {
  if (FULL) return measuredKinds(theme);
  return tellingKinds(theme).filter(({ kind }) => theme === "ledger" || ["home", "vouch"].includes(kind));
}

// Presses Tab until the page is left, and tells what was not reached or not seen.
async function walk(page) {
  const controls = await page.evaluate(() => {
    const isStop = (element) => {
      if (!element.checkVisibility({ visibilityProperty: true }) || element.disabled || element.tabIndex < 0) return false;
      // Of buttons of which one is chosen, that one is reached; the others by arrow keys.
      return element.type !== "radio" || element.checked || !document.querySelector(`input[name="${element.name}"]:checked`);
    };
    globalThis.controls = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter(isStop);
    globalThis.reached = new Set();
    document.activeElement.blur();
    scrollTo(0, 0);
    return globalThis.controls.map((control) => `${control.localName} "${(control.innerText || control.ariaLabel || control.value || "").trim().slice(0, 30)}"`);
  });
  const found = [];
  let previous = -1;
  // Containers that scroll are stops as well, so there may be more of them than controls.
  for (let press = 0; press < controls.length * 2 + 10; press++) {
    await page.keyboard.press("Tab");
    const { index, isLost, shows, isSeen } = await page.evaluate(look);
    if (isLost) break;
    if (index >= 0 && index <= previous) break;
    if (index < 0) continue;
    if (!shows) found.push(`${controls[index]} does not show that it is reached`);
    if (!isSeen) found.push(`${controls[index]} is reached where nobody sees it`);
    previous = index;
  }
  const reached = new Set(await page.evaluate(() => [...globalThis.reached].map((control) => globalThis.controls.indexOf(control))));
  return [...found, ...controls.filter((_, index) => !reached.has(index)).map((control) => `${control} is not reached`)];
}

// What has the focus: which control it is, whether it shows that, and whether it is in view.
function look() {
  const active = document.activeElement;
  const isLost = !active || active === document.body || active === document.documentElement;
  if (isLost) return { index: -1, isLost };
  globalThis.reached.add(active);
  const drawn = [active, ...(active.labels ?? [])].flatMap((element) => [element, ...element.children]);
  const shows = drawn.some((element) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    const isThick = outlineStyle === "auto" || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2);
    return isThick && !/, 0\)$|\/ 0\)$|transparent/.test(outlineColor);
  });
  const { top, bottom, left, right } = active.getBoundingClientRect();
  const isSeen = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth && right - left > 1 && bottom - top > 1;
  return { index: globalThis.controls.indexOf(active), isLost, shows, isSeen };
}

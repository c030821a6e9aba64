// What can be wrong with how a page looks, each finding in a line of text.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
// Off unless asked for.
const ALSO = ["color-contrast-enhanced", "target-size"];
const OF_COLOR = ["color-contrast", "color-contrast-enhanced", "link-in-text-block"];

// Fails with each finding in a line of its own.
export function nothing(found) {
  if (found.length) assert.fail(`${found.length} found\n${found.join("\n")}\n`);
}

// Waits until all that the first view needs is there.
export async function settled(page) {
  await page.waitForLoadState("load");
  await page.evaluate(() => document.fonts.ready.then(() => true));
}

// Has each page load everything again, as for somebody who was never here.
export async function forget(context, page) {
  const session = await context.newCDPSession(page);
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
}

// What axe finds against WCAG 2.2 A and AA and enhanced contrast. The rules of colour alone are
// enough where only the colours are others.
export async function inaccessible(page, { colorsOnly = false } = {}) {
  await page.evaluate(AXE);
  const options = colorsOnly
    ? { runOnly: { type: "rule", values: OF_COLOR } }
    : { runOnly: { type: "tag", values: STANDARDS }, rules: Object.fromEntries(ALSO.map((rule) => [rule, { enabled: true }])) };
  const { violations, passed } = await page.evaluate(async (options) => {
    const { violations, passes } = await axe.run(document, { ...options, resultTypes: ["violations"] });
    return {
      passed: passes.map(({ id }) => id),
      violations: violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => ({ id, target, failureSummary }))),
    };
  }, options);
  if (!passed.includes("color-contrast-enhanced")) throw new Error(`axe has not looked at the contrast of ${page.url()}`);
  return violations.map(({ id, target, failureSummary }) => `axe ${id}: ${target} ${failureSummary.replace(/\s+/g, " ")}`);
}

// What is wider than the page, or cut off at its edge.
export function overflowing(page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const found = scrollWidth > clientWidth ? [`overflow: the page is ${scrollWidth} px wide in ${clientWidth} px`] : [];
    const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflowX);
    const isHidden = (element) => getComputedStyle(element).clipPath !== "none" || getComputedStyle(element).position === "absolute" && element.clientWidth <= 1;
    const within = (element, holds) => element && (holds(element) || within(element.parentElement, holds));
    const name = ({ localName, id, classList }) => [localName, id && `#${id}`, ...[...classList].map((one) => `.${one}`)].filter(Boolean).join("");
    const reaches = (element) => {
      if (!element.checkVisibility() || element.closest("svg svg, defs, symbol")) return false;
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && (left < -0.5 || right > clientWidth + 0.5);
    };
    for (const element of document.body.querySelectorAll("*")) {
      // Those around it reach as far because it does.
      if (!reaches(element) || [...element.children].some(reaches)) continue;
      if (within(element.parentElement, scrolls) || within(element, isHidden)) continue;
      const { left, right } = element.getBoundingClientRect();
      found.push(`overflow: ${name(element.parentElement)} > ${name(element)} reaches from ${left.toFixed(1)} to ${right.toFixed(1)} of ${clientWidth} px`);
    }
    // Text that is wider than its box and cut.
    for (const element of document.body.querySelectorAll("*")) {
      if (!element.checkVisibility() || element.closest("svg") || within(element, isHidden)) continue;
      const { overflowX, display } = getComputedStyle(element);
      if (/hidden|clip/.test(overflowX) && display !== "inline" && element.scrollWidth > element.clientWidth + 1) {
        found.push(`overflow: ${name(element)} cuts off what is ${element.scrollWidth} px wide at ${element.clientWidth} px`);
      }
    }
    return found;
  });
}

// Text that is smaller than 14 px. What is raised or lowered beside other text may be.
export function tiny(page) {
  return page.evaluate(() => {
    const found = new Map();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      if (!texts.currentNode.data.trim() || !element.checkVisibility() || element.closest("sup, sub, script, style")) continue;
      const size = parseFloat(getComputedStyle(element).fontSize);
      if (size < 13.99) found.set(`${element.localName}.${element.className?.baseVal ?? element.className}`, size);
    }
    return [...found].map(([name, size]) => `text of ${size} px: ${name}`);
  });
}

// On paper, and as text for those who read it by machine: the résumé first of all.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { reader } from "./browser.js";
import { folderOf, THEMES } from "./built.js";
import { atEnd } from "./ending.js";
import { settled } from "./looks.js";
import { hosted } from "./static.js";

for (const theme of THEMES) {
  for (const format of ["A4", "Letter"]) {
    test(`${theme}: the résumé is one or two pages of ${format}, and reads in order`, async (t) => {
      const host = await hosted(t, folderOf(theme));
      const { page } = await reader(t);
      await page.goto(`${host.url}resume/`);
      await settled(page);
      await page.emulateMedia({ media: "print" });
      const sections = await page.evaluate(() => [...document.querySelectorAll("main section")].map((section) => {
        const texts = [];
        const nodes = document.createTreeWalker(section, NodeFilter.SHOW_TEXT, ({ parentElement }) => (parentElement.checkVisibility() ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT));
        while (nodes.nextNode()) texts.push(nodes.currentNode.data);
        const words = texts.join(" ").split(/\s+/).filter((word) => /^[\p{L}\d]{4,}$/u.test(word));
        return { heading: section.querySelector("h2").innerText, words };
      }));
      assert.equal(sections.at(-1).heading, "Vouched for by");
      const { pages, tagged, text } = await printed(t, page, format);
      assert.ok(pages === 1 || pages === 2, `${pages} pages`);
      assert.equal(tagged, true, "it has the structure of the page");
      assert.match(text, /^\s*(?:.*\n){0,2}\s*Maya Okafor\n/, "it begins with the name");
      assert.match(text, /https:\/\/maya\.example\//, "it says where the site is");

      const starts = sections.map(({ heading }) => text.search(new RegExp(`^${heading}$`, "m")));
      assert.deepEqual(starts, [...starts].sort((a, b) => a - b), `${sections.map(({ heading }) => heading)} at ${starts}`);
      assert.ok(starts[0] > 0, "every heading is a line of its own");
      for (const [index, { heading, words }] of sections.entries()) {
        const part = text.slice(starts[index], starts[index + 1]);
        let place = 0;
        const lost = words.filter((word) => {
          const at = part.indexOf(word, place);
          if (at >= 0) place = at + word.length;
          return at < 0;
        });
        assert.ok(words.length > 3, heading);
        assert.deepEqual(lost, [], `under ${heading} all words stand in their order`);
      }
      for (const foreign of ["Skip to", "Reset", "Data for programs"]) assert.ok(!text.includes(foreign), foreign);
    });
  }

  test(`${theme}: what is said of a quote is printed, and where it comes from`, async (t) => {
    const host = await hosted(t, folderOf(theme));
    const { page } = await reader(t);
    await page.goto(`${host.url}people/lena-brandt/`);
    await settled(page);
    const quotes = await page.locator("blockquote").allInnerTexts();
    const sources = await page.locator("blockquote").evaluateAll((all) => all.map((quote) => quote.getAttribute("cite")).filter(Boolean));
    assert.ok(quotes.length >= 2 && sources.length >= 1);
    const { text } = await printed(t, page, "A4");
    // Where a line ends within a word, its hyphen may be gone.
    const flat = (words) => words.replace(/[\s-]+/g, "");
    for (const words of [...quotes, ...sources]) assert.ok(flat(text).includes(flat(words)), words);
    await page.emulateMedia({ media: "print" });
    const shown = await page.locator("nav, button, .skip").evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => one.outerHTML));
    assert.deepEqual(shown, []);
  });
}

// What a page comes to on paper: how many pages, whether they keep its structure, and their text.
async function printed(t, page, format) {
  const folder = mkdtempSync(join(tmpdir(), "vouchfolio-print-"));
  atEnd(t, () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "page.pdf");
  await page.pdf({ path, format, tagged: true, printBackground: true });
  const about = execFileSync("pdfinfo", [path], { encoding: "utf8" });
  return {
    pages: Number(/^Pages:\s+(\d+)$/m.exec(about)[1]),
    tagged: /^Tagged:\s+yes$/m.test(about),
    text: execFileSync("pdftotext", ["-enc", "UTF-8", "-nopgbrk", path, "-"], { encoding: "utf8" }),
  };
}

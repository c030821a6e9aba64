// Who lets no script run reads the same, and filters as well.

import assert from "node:assert/strict";
import { test } from "node:test";
import { reader } from "./browser.js";
import { folderOf, FULL, measuredKinds, THEMES } from "./built.js";
import { hosted } from "./static.js";

for (const theme of THEMES) {
  test(`${theme}: without a script every page reads as with it`, async (t) => {
    const host = await hosted(t, folderOf(theme));
    const { page: plain } = await reader(t, { context: { javaScriptEnabled: false } });
    const { page: scripted } = await reader(t);
    for (const { kind, path } of measuredKinds(theme)) {
      const texts = [];
      for (const page of [plain, scripted]) {
        await page.goto(`${host.url}${path}`);
        texts.push(await page.evaluate(() => {
          // What a script adds: how many are shown, and buttons that copy.
          for (const added of document.querySelectorAll("output, pre button")) added.remove();
          return document.querySelector("main").innerText;
        }));
      }
      assert.ok(texts[0].length > 40, `${kind} holds text`);
      assert.equal(texts[0], texts[1], kind);
    }
  });

  test(`${theme}: without a script every quote stands with its relation, and shows its source`, async (t) => {
    const host = await hosted(t, folderOf(theme));
    const { page } = await reader(t, { context: { javaScriptEnabled: false } });
    const people = host.paths.filter((path) => /^\/people\/[^/]+\/$/.test(path));
    assert.ok(people.length >= 8, people.join());
    let quotes = 0;
    let sources = 0;
    for (const path of ["/", "/vouch/", ...people]) {
      await page.goto(new URL(path, host.url).href);
      const closed = page.locator("details:not([open]) > summary");
      for (let count = await closed.count(); count > 0; count = await closed.count()) {
        await closed.first().click();
        assert.ok((await closed.count()) < count, `${path}: a click opens it`);
      }
      const read = await page.evaluate(() => [...document.querySelectorAll("blockquote")].map((quote) => {
        const isRead = (element) => Boolean(element?.innerText.trim()) && element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getBoundingClientRect().height > 10;
        const frame = quote.closest("figure");
        const source = quote.getAttribute("cite");
        // A person's own page says the relation once.
        const relation = frame.querySelector('[class*="relation"]') ?? frame.closest("section, article")?.parentElement.querySelector('[class*="relation"]');
        const link = source && [...frame.querySelectorAll("a")].find(({ href }) => href === source);
        return { text: quote.innerText.slice(0, 40), quote: isRead(quote), relation: isRead(relation), evidence: isRead(frame.querySelector("summary")), source: source ? isRead(link) : null };
      }));
      for (const one of read) {
        assert.deepEqual({ ...one, text: "", source: one.source ?? true }, { text: "", quote: true, relation: true, evidence: true, source: true }, `${path}: ${one.text}`);
        quotes += 1;
        sources += one.source ? 1 : 0;
      }
    }
    assert.ok(quotes >= 20 && sources >= 2, `${quotes} quotes, ${sources} with a source`);
  });

  test(`${theme}: without a script people are filtered by every value`, async (t) => {
    const host = await hosted(t, folderOf(theme));
    const { page } = await reader(t, { context: { javaScriptEnabled: false } });
    await page.goto(`${host.url}vouch/`);
    const shown = () => page.locator(".voucher").evaluateAll((all) => all.filter((one) => one.checkVisibility()).length);
    const all = await shown();
    assert.ok(all >= 8, `${all} people`);
    const radios = await page.locator(".filter input[type=radio]:not([value=all])").evaluateAll((radios) =>
      radios.map((radio) => ({ id: radio.id, name: radio.name, people: Number(/(\d+)\s*$/.exec(radio.labels[0].innerText)[1]) })));
    assert.ok(radios.length > 10, "there is something to choose");
    const chosen = FULL ? radios : radios.filter((_, index) => index % 4 === 0);
    for (const { id, name, people } of chosen) {
      await page.locator(`label:has(#${id})`).click();
      assert.equal(await shown(), people, id);
      await page.locator(`label:has(#${name}-all)`).click();
    }
    assert.equal(await shown(), all);
    await page.locator(`label:has(#${radios[0].id})`).click();
    await page.locator(".filter button[type=reset]").click();
    assert.equal(await shown(), all);
  });
}

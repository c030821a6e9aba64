// What is wrong with the site is said over the page, and no longer than it is so.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { open, openBeside } from "./browser.js";
import { serve } from "./server.js";
import { sample, small } from "./site.js";
import { until } from "./until.js";

const CUTOVER = "content/accomplishments/cutover-weekend.md";
const WINTER = "content/accomplishments/winter-run.md";

// Words alone: without rules, arrows and what is only there to line things up.
const words = (text) => text.replace(/[|=]|-->/g, " ").split(/\s+/).filter(Boolean).join(" ");

test("a mistake is shown over the last good page, and goes when it is mended", async (t) => {
  const site = sample(t);
  const server = await serve(t, site);
  const { page, overlay, shows, reloads } = await open(t, `${server.url}accomplishments/cutover-weekend/`);
  await page.evaluate(() => (window.marker = "stays"));
  assert.equal(await overlay.host.count(), 0);

  site.replace(CUTOVER, "title: Moved", "titel: Moved");
  await overlay.opens();
  assert.match(await overlay.heading.innerText(), /^1 error: the site is not built$/);
  const problem = await overlay.problems.innerText();
  await until("the terminal shows it", () => server.terminal().includes("not built: 1 error"));
  const terminal = /^error\[unknown-key\][^]*?(?=\n\n)/m.exec(server.terminal())[0];
  assert.equal(words(problem), words(terminal));
  assert.match(problem, /titel: Moved 2\.3 million accounts/);
  assert.match(problem, /did you mean `title`\?/);
  const link = overlay.problems.locator("a");
  const file = pathToFileURL(join(site.folder, CUTOVER)).pathname;
  assert.equal(await link.getAttribute("href"), `vscode://file${file}:2:1`);
  assert.equal(await link.innerText(), `${CUTOVER}:2:1`);

  // Below is the last good page, and whoever loads it anew sees the same.
  assert.equal(await page.evaluate(() => window.marker), "stays");
  await page.reload();
  await overlay.opens();
  assert.equal(await page.locator("h1").first().innerText(), "Moved 2.3 million accounts to a new ledger in one weekend");

  site.replace(CUTOVER, "titel: Moved", "title: Carried");
  await shows("Carried 2.3 million accounts to a new ledger in one weekend");
  await overlay.host.waitFor({ state: "detached" });
  assert.equal(reloads(), 2);
  assert.ok(server.isRunning());
});

test("where mending leaves the page as it was, it is not reloaded", async (t) => {
  const site = small(t);
  const server = await serve(t, site);
  const { page, overlay, reloads } = await open(t, `${server.url}accomplishments/winter-run/`);
  await page.evaluate(() => scrollTo(0, 200));
  const good = site.read(WINTER);
  site.write(WINTER, good.replace("title:", "titel:"));
  await overlay.opens();
  site.write(WINTER, good);
  await overlay.closes();
  assert.equal(await page.evaluate(() => scrollY), 200);
  assert.equal(await overlay.badge.isVisible(), false);
  site.write(WINTER, good.replace("One evening", "One night"));
  await page.getByText("One night it went wrong").waitFor();
  assert.equal(reloads(), 1);
});

test("several mistakes are shown at once, and leave one by one", async (t) => {
  const site = sample(t);
  const server = await serve(t, site);
  const { overlay } = await open(t, server.url);
  const files = [CUTOVER, "content/posts/fridays-at-four.md", "content/people/lena-brandt.md"];
  const good = files.map(site.read);
  files.forEach((file, index) => site.write(file, good[index].replace("---\n", "---\nshoe_size: 38\n")));
  await until("there are three", async () => (await overlay.problems.count()) === 3);
  const text = (await overlay.problems.allInnerTexts()).join("\n");
  for (const file of files) assert.ok(text.includes(`${file}:2:1`), text);
  for (const left of [2, 1]) {
    site.write(files[left], good[left]);
    await until(`there are ${left}`, async () => (await overlay.problems.count()) === left);
    await overlay.opens();
  }
  site.write(files[0], good[0]);
  await overlay.closes();
});

test("what looks like markup in a problem is text", async (t) => {
  const site = small(t);
  const server = await serve(t, site);
  const { page, overlay } = await open(t, server.url);
  const hostile = `<img src=x onerror="window.fell=1"><script>window.fell=1</script></pre>`;
  site.replace("content/testimonials/dilwyn-winter-run.md", "by: dilwyn-ashe", `by: '${hostile}'`);
  await overlay.opens();
  assert.ok((await overlay.problems.first().locator("pre").innerText()).includes(hostile));
  assert.equal(await overlay.host.locator("img, script").count(), 0);
  assert.equal(await page.evaluate(() => window.fell), undefined);
});

test("the list can be closed, and had again, by keyboard alone", async (t) => {
  const site = small(t);
  const server = await serve(t, site);
  const { page, overlay } = await open(t, server.url);
  const good = site.read(WINTER);
  site.write(WINTER, good.replace("title:", "titel:"));
  await overlay.opens();
  const focused = () => page.evaluate(() => {
    const inside = document.querySelector("vouchfolio-overlay").shadowRoot.activeElement;
    return inside?.className || inside?.localName;
  });
  assert.equal(await focused(), "close");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "ol");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "where");

  await page.keyboard.press("Escape");
  await overlay.closes();
  assert.equal(await overlay.badge.innerText(), "1 error");
  await overlay.badge.focus();
  await page.keyboard.press("Enter");
  await overlay.opens();
  assert.equal(await overlay.badge.isVisible(), false);
  await page.keyboard.press("Shift+Tab");
  await overlay.dialog.locator(".close").focus();
  await page.keyboard.press("Enter");
  await overlay.closes();

  // What was closed stays so for these mistakes, not for others.
  site.write(WINTER, good.replace("role:", "rolle:"));
  await overlay.opens();
  assert.match(await overlay.problems.innerText(), /rolle/);
  site.write(WINTER, good);
  await overlay.closes();
  assert.equal(await overlay.badge.isVisible(), false);
});

test("what was closed stays closed when the page connects again", async (t) => {
  const site = small(t);
  const server = await serve(t, site);
  const { page, overlay } = await open(t, server.url);
  site.replace(WINTER, "title:", "titel:");
  await overlay.opens();
  await page.keyboard.press("Escape");
  await overlay.closes();
  await overlay.problems.evaluate((problem) => (problem.id = "before"));
  // As when the page is left, and fetched back from the history.
  await page.evaluate(() => {
    dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  });
  await until("it was told of the mistake again", () => overlay.problems.evaluate(({ id }) => id !== "before"));
  assert.equal(await overlay.host.locator("dialog[open]").count(), 0);
  assert.equal(await overlay.badge.isVisible(), true);
});

test("warnings lie over nothing", async (t) => {
  const site = small(t);
  const server = await serve(t, site);
  const { page, overlay, shows } = await open(t, `${server.url}accomplishments/winter-run/`);
  site.append(WINTER, "\nThere are pictures.\n\n[^nowhere]: Nothing leads here.\n");
  await shows("There are pictures.");
  await overlay.badge.waitFor();
  assert.equal(await overlay.badge.innerText(), "1 warning");
  assert.equal(await overlay.host.locator("dialog[open]").count(), 0);
  await overlay.badge.click();
  await overlay.opens();
  assert.match(await overlay.problems.innerText(), /warning\[unused-footnote\]/);
  await page.keyboard.press("Escape");
  await overlay.closes();
});

// Who edits and saves sees the page change, and nothing else happen.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, openBeside } from "./browser.js";
import { serve } from "./server.js";
import { sample, small } from "./site.js";
import { until } from "./until.js";

const CUTOVER = "content/accomplishments/cutover-weekend.md";

test("an edited accomplishment shows in its page; a page that shows nothing of it stays", async (t) => {
  const site = sample(t);
  const server = await serve(t, site);
  const edited = await open(t, `${server.url}accomplishments/cutover-weekend/`);
  const other = await openBeside(edited, `${server.url}how-i-work/`);
  await other.page.evaluate(() => (window.marker = "stays"));

  site.replace(CUTOVER, "The night itself had one surprise.", "The night itself held a wonder.");
  await edited.shows("The night itself held a wonder.");
  assert.equal(await other.page.evaluate(() => window.marker), "stays");

  // What comes next, it does show. Had it been reloaded for the first change, late, then that
  // would be counted by now.
  site.replace("vouchfolio.yaml", "Every quote here", "Each quote here");
  await other.shows("Each quote here");
  await edited.shows("Each quote here");
  assert.equal(other.reloads(), 1);
  assert.equal(edited.reloads(), 2);
});

test("the place in the page stays where it was over a reload", async (t) => {
  const site = sample(t);
  const server = await serve(t, site);
  const { page, shows } = await open(t, `${server.url}accomplishments/cutover-weekend/`);
  await page.evaluate(() => scrollTo(0, 700));
  assert.equal(await page.evaluate(() => scrollY), 700, "the page is long enough to scroll");
  site.replace(CUTOVER, "Two chairs would have been better.", "Two chairs next time.");
  await shows("Two chairs next time.");
  await until("it is scrolled to where it was", () => page.evaluate(() => scrollY === 700));
});

test("an edited testimonial shows in the page of its accomplishment", async (t) => {
  const site = sample(t);
  const server = await serve(t, site);
  const { shows, reloads } = await open(t, `${server.url}accomplishments/cutover-weekend/`);
  await shows("I have been on calmer weekdays.");
  site.replace("content/testimonials/lukasz-cutover.md", "calmer weekdays", "noisier Sundays");
  await shows("I have been on noisier Sundays.");
  assert.equal(reloads(), 1);
});

test("saves one after the other end with the last", async (t) => {
  const site = small(t);
  const server = await serve(t, site);
  const { shows, overlay } = await open(t, `${server.url}accomplishments/winter-run/`);
  const good = site.read("content/accomplishments/winter-run.md");
  for (let number = 1; number <= 20; number++) {
    const save = number % 2 ? site.write : site.writeInPlace;
    save("content/accomplishments/winter-run.md", good.replace("That took the rig", `Round ${number} took the rig`));
    // Some of them while the page is being loaded for an earlier one.
    if (number % 7 === 0) await shows(/Round \d+ took the rig/);
  }
  await shows("Round 20 took the rig");
  // Whatever was seen half-written on the way.
  await until("nothing is over the page", async () => (await overlay.host.locator("dialog[open]").count()) === 0);
});

test("the browser follows an accomplishment whose file is renamed", async (t) => {
  const site = small(t);
  site.append("content/accomplishments/winter-run.md", "\nA line to scroll by.\n".repeat(60));
  const server = await serve(t, site);
  const { page, path, shows } = await open(t, `${server.url}accomplishments/winter-run/#main`);
  await page.evaluate(() => scrollTo(0, 600));
  site.replace("content/testimonials/dilwyn-winter-run.md", "[winter-run]", "[winter-rig]");
  site.rename("content/accomplishments/winter-run.md", "content/accomplishments/winter-rig.md");
  await page.waitForURL("**/accomplishments/winter-rig/#main");
  assert.equal(path(), "/accomplishments/winter-rig/");
  await shows("410 kWh");
  await until("it is scrolled to where it was", () => page.evaluate(() => scrollY === 600));

  // Also back again, and from there edits show as ever.
  site.replace("content/testimonials/dilwyn-winter-run.md", "[winter-rig]", "[winter-run]");
  site.rename("content/accomplishments/winter-rig.md", "content/accomplishments/winter-run.md");
  await page.waitForURL("**/accomplishments/winter-run/#main");
  site.replace("content/accomplishments/winter-run.md", "One evening it went wrong.", "Once it went wrong.");
  await shows("Once it went wrong.");
});

test("a page that is not there yet is shown as soon as it is", async (t) => {
  const site = small(t);
  const server = await serve(t, site);
  const { page, shows, path } = await open(t, `${server.url}summer-school/`, { expected: /404/ });
  assert.equal(await page.getByText("eight afternoons").count(), 0);
  site.write("content/pages/summer-school.md", "---\ntitle: Summer school\n---\nThere were eight afternoons.\n");
  await shows("There were eight afternoons.");
  assert.equal(path(), "/summer-school/");

  // And the other way round.
  site.remove("content/pages/summer-school.md");
  await page.getByText("eight afternoons").waitFor({ state: "detached" });
});

test("a server that was away and is back shows what was edited meanwhile", async (t) => {
  const site = small(t);
  const first = await serve(t, site);
  // A browser may be back before the first build is done, which the server says with 503.
  const expected = /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|503 \(Service Unavailable\)/;
  const edited = await open(t, `${first.url}accomplishments/winter-run/`, { expected });
  const other = await openBeside(edited, `${first.url}people/dilwyn-ashe/`);
  await first.stop();
  site.replace("content/accomplishments/winter-run.md", "One evening it went wrong.", "Once it went wrong.");
  const asks = other.page.waitForResponse(/__vouchfolio\/livereload\?/);
  const second = await serve(t, site, { port: first.port });
  assert.equal(second.url, first.url);
  await edited.shows("Once it went wrong.");
  // What did not change is asked for, and not loaded again.
  await asks;
  site.replace("content/people/dilwyn-ashe.md", "every Monday", "every Friday");
  await other.shows("every Friday");
  assert.equal(other.reloads(), 1);
  // Well after the page came back: edits show as ever.
  site.replace("content/accomplishments/winter-run.md", "Once it went wrong.", "It went wrong once.");
  await edited.shows("It went wrong once.");
});

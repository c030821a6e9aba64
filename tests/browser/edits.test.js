// Who edits and saves sees the page change, and nothing else happen.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, openBeside } from "./browser.js";
import { serve } from "./server.js";
import { sample } from "./site.js";

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

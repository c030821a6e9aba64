// How the scores of Lighthouse come into the documentation.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { medianOf, replaced, tableOf } from "../lighthouse/scores.js";
import { ROOT } from "./site.js";

const scores = (performance, seo = 100) => ({ performance, accessibility: 100, "best-practices": 100, seo });

test("of several runs the one in the middle counts", () => {
  const runs = [98, 100, 91, 99, 100].map((performance) => ({ scores: scores(performance) }));
  assert.equal(medianOf(runs).scores.performance, 99);
  assert.equal(medianOf(runs.slice(0, 1)).scores.performance, 98);
});

test("a table takes the place of another, and a page without a place is refused", () => {
  const row = { theme: "signal", kind: "not-found", form: "mobile", scores: scores(99, null), rounds: 5 };
  const table = tableOf([row], { lighthouse: "12.0.0", chromium: "140.0.0.0" });
  assert.match(table, /^Lighthouse 12\.0\.0 with Chromium 140\.0\.0\.0\.\n/);
  assert.match(table, /\| signal \| not-found \| mobile \| 99 \| 100 \| 100 \| – \| 5 \|\n$/);
  const page = readFileSync(join(ROOT, "docs", "lighthouse.md"), "utf8");
  const once = replaced(page, table);
  assert.ok(once.includes(table) && once.startsWith("# Lighthouse\n"));
  assert.equal(replaced(once, table), once);
  assert.throws(() => replaced("# Lighthouse\n", table), /no place for a table/);
});

// The pages are HTML by the standard, and what they tell machines is what is meant.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { HtmlValidate } from "html-validate";
import { folderOf, FULL, kindsOf, THEMES } from "./built.js";
import { nothing } from "./looks.js";

const VALIDATOR = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended", "html-validate:document", "html-validate:a11y", "html-validate:standard"],
  rules: {
    // How long a title is, is its author's business.
    "long-title": "off",
    // Files of one's own host change with the page that names them.
    "require-sri": ["error", { target: "crossorigin" }],
    // The filter acts when it is set: there is nothing to submit.
    "wcag/h32": "off",
  },
});

for (const theme of THEMES) {
  for (const site of ["sample", "right-to-left", "names"]) {
    test(`${theme}: the pages of ${site} are valid`, async () => {
      const folder = folderOf(theme, site);
      const all = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".html"));
      const ofKinds = kindsOf(folder).map(({ path }) => (path.endsWith(".html") ? path : join(path, "index.html")));
      const files = FULL || theme === "ledger" ? all : ofKinds;
      assert.ok(files.length >= 10, files.join());
      const found = [];
      for (const file of files) {
        for (const { line, column, ruleId, message } of await errors(readFileSync(join(folder, file), "utf8"))) {
          found.push(`${file}:${line}:${column}: ${message} (${ruleId})`);
        }
      }
      nothing(found);
    });
  }
}

test("what is not valid is noticed", async () => {
  const html = '<!DOCTYPE html>\n<html lang="en"><head><title>Wrong</title></head><body><p><div id="a"></div><div id="a"></div></body></html>\n';
  const rules = new Set((await errors(html)).map(({ ruleId }) => ruleId));
  assert.ok(rules.has("no-dup-id") && rules.has("no-implicit-close"), [...rules].join());
});

async function errors(html) {
  const { results } = await VALIDATOR.validateString(html);
  return results.flatMap(({ messages }) => messages);
}

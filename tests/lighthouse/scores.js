// What several runs come to, and the table of all.

// The run in the middle by performance, which is what differs between runs.
export function medianOf(runs) {
  const sorted = [...runs].sort((a, b) => a.scores.performance - b.scores.performance);
  return sorted[(sorted.length - 1) >> 1];
}

// The page with another table.
export function replaced(page, table) {
  const parts = page.split(/(<!-- made by .*? -->\n|<!-- end -->)/);
  if (parts.length !== 5) throw new Error("there is no place for a table");
  return [parts[0], parts[1], `\n${table}\n`, parts[3], parts[4]].join("");
}

export function tableOf(rows, { lighthouse, chromium }) {
  const lines = rows.map(({ theme, kind, form, scores, rounds }) => {
    const shown = [scores.performance, scores.accessibility, scores["best-practices"], scores.seo].map((score) => score ?? "–");
    return `| ${theme} | ${kind} | ${form} | ${shown.join(" | ")} | ${rounds} |`;
  });
  return `Lighthouse ${lighthouse} with Chromium ${chromium}.

| theme | page | form | performance | accessibility | best practices | SEO | runs |
|---|---|---|--:|--:|--:|--:|--:|
${lines.join("\n")}
`;
}

// How much a page weighs before anything of it can be read, and whom it asks.

import assert from "node:assert/strict";
import { test } from "node:test";
import { reader } from "./browser.js";
import { folderOf, tellingKinds, THEMES } from "./built.js";
import { forget, nothing, settled } from "./looks.js";
import { hosted } from "./static.js";

// Bytes of HTML, CSS, scripts and fonts, compressed; 1 kB is 1,000 bytes. Pictures are apart.
const AT_MOST = { signal: 45_000 };
const OTHERS_AT_MOST = 52_000;
const REQUESTS_AT_MOST = 7;
const COUNTED = new Set(["document", "stylesheet", "script", "font"]);
const VIEWPORTS = [{ width: 360, height: 740 }, { width: 1280, height: 800 }];

for (const theme of THEMES) {
  test(`${theme}: the first view is light, and asks nobody else`, async (t) => {
    const host = await hosted(t, folderOf(theme));
    const { page, context } = await reader(t);
    await forget(context, page);
    let asked = [];
    context.on("request", (request) => asked.push({ type: request.resourceType(), url: request.url() }));
    const found = [];
    for (const viewport of VIEWPORTS) {
      await page.setViewportSize(viewport);
      for (const { kind, path } of tellingKinds(theme)) {
        asked = [];
        await page.goto(`${host.url}${path}`);
        await settled(page);
        const counted = asked.filter(({ type }) => COUNTED.has(type));
        const bytes = counted.reduce((sum, { url }) => sum + (host.sent(new URL(url).pathname) ?? 0), 0);
        const pictures = asked.filter(({ type }) => type === "image").length;
        const view = `${kind}, ${viewport.width} px`;
        t.diagnostic(`${theme} ${view}: ${bytes} bytes in ${counted.length} requests, and ${pictures} pictures`);
        assert.ok(counted.length >= 4, `${view} is a page with styles and scripts: ${counted.map(({ url }) => url)}`);
        const limit = AT_MOST[theme] ?? OTHERS_AT_MOST;
        if (bytes > limit) found.push(`${view}: ${bytes} bytes, not ${limit}: ${parts(host, counted)}`);
        if (counted.length > REQUESTS_AT_MOST) found.push(`${view}: ${counted.length} requests: ${parts(host, counted)}`);
        const others = asked.filter(({ url }) => new URL(url).origin !== new URL(host.url).origin);
        found.push(...others.map(({ url }) => `${view} asks ${url}`));
      }
    }
    nothing(found);
  });
}

function parts(host, requests) {
  return requests.map(({ url }) => `${new URL(url).pathname} ${host.sent(new URL(url).pathname)}`).join(", ");
}

// Chromium, and pages in it that tell what happened to them.

import assert from "node:assert/strict";
import { after } from "node:test";
import { chromium } from "playwright-core";
import { ARGUMENTS, program } from "./chromium.js";
import { atEnd } from "./ending.js";

const AT_MOST = 20_000;

let browser = null;
after(async () => (await browser)?.close());

// Opens a page of a server in a browser without a past, and closes it when the test ends. A page
// that reports anything but `expected` fails the test: a script's error, something that its
// content security policy refused, a file that is not there.
export async function open(t, url, options = {}) {
  const { context, reports } = await contextOf(t, options);
  return openIn(context, reports, url);
}

// Another page of the same browser.
export function openBeside({ context, reports }, url) {
  return openIn(context, reports, url);
}

// A page for sites that are only read, which no server tells of changes. Nothing is open in it yet.
export async function reader(t, options = {}) {
  const { context, reports } = await contextOf(t, options);
  return { page: await listened(context, reports), context, reports };
}

async function contextOf(t, { expected = null, context: options = {} }) {
  browser ??= chromium.launch({ executablePath: program(), args: ARGUMENTS });
  const context = await (await browser).newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(AT_MOST);
  const reports = [];
  await context.exposeBinding("vouchfolioReport", (_, report) => reports.push(report));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => {
      vouchfolioReport(`refused by ${violatedDirective}: ${blockedURI} ${sample}`);
    });
  });
  atEnd(t, async () => {
    await context.close();
    assert.deepEqual(reports.filter((report) => !expected?.test(report)), []);
  });
  return { context, reports };
}

// A page whose messages and errors are reports.
async function listened(context, reports) {
  const page = await context.newPage();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) reports.push(`${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => reports.push(`${error}`));
  return page;
}

async function openIn(context, reports, url) {
  const page = await listened(context, reports);
  let loads = 0;
  page.on("framenavigated", (frame) => {
    if (frame === page.mainFrame()) loads += 1;
  });
  // Only a page that waits for changes can be told of one.
  const waits = page.waitForRequest(/__vouchfolio\/livereload\?/);
  await page.goto(url);
  await waits;
  return {
    page, context, reports,
    // How often it was loaded since it was opened.
    reloads: () => loads - 1,
    // All of the page is there then: what it still asked for could be gone with the next edit.
    shows: async (text) => {
      await page.getByText(text).first().waitFor();
      await page.waitForLoadState();
    },
    path: () => new URL(page.url()).pathname,
    overlay: overlay(page),
  };
}

// The list of problems over a page.
function overlay(page) {
  const host = page.locator("vouchfolio-overlay");
  return {
    host,
    dialog: host.locator("dialog"),
    heading: host.locator("h1"),
    problems: host.locator("li"),
    badge: host.locator("button.badge"),
    opens: () => host.locator("dialog[open]").waitFor(),
    closes: () => host.locator("dialog:not([open])").waitFor({ state: "attached" }),
  };
}

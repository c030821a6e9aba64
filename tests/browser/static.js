// A built site as a static host serves it: compressed, and what has a fingerprint kept for a year.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, sep } from "node:path";
import { gzipSync } from "node:zlib";
import { atEnd } from "./ending.js";

const TYPES = {
  ".avif": "image/avif", ".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon", ".jpg": "image/jpeg", ".js": "text/javascript; charset=utf-8",
  ".json": "application/json", ".pdf": "application/pdf", ".png": "image/png", ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8", ".vcf": "text/vcard", ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2", ".xml": "application/xml",
};
const COMPRESSED = new Set([".css", ".html", ".js", ".json", ".svg", ".txt", ".webmanifest", ".xml"]);

// Serves a folder on this machine alone until `stop` is called. `sent` is how many bytes of body a
// path comes to.
export async function serveFolder(folder, port = 0) {
  const files = new Map();
  for (const file of filesIn(folder)) files.set(addressOf(file), join(folder, file));
  const bodies = new Map();
  const body = (path) => {
    const file = files.get(path);
    if (file && !bodies.has(path)) {
      const bytes = readFileSync(file);
      bodies.set(path, COMPRESSED.has(extname(file)) ? gzipSync(bytes, { level: 9 }) : bytes);
    }
    return bodies.get(path);
  };
  const server = createServer((request, response) => {
    const asked = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const [status, path] = files.has(asked) ? [200, asked] : [404, "/404.html"];
    const ending = extname(files.get(path) ?? "");
    response.writeHead(status, {
      "content-type": TYPES[ending] ?? "application/octet-stream",
      "content-length": body(path)?.length ?? 0,
      "cache-control": path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
      ...(COMPRESSED.has(ending) && { "content-encoding": "gzip" }),
    });
    response.end(request.method === "HEAD" ? undefined : body(path));
  });
  await new Promise((listening, failed) => server.once("error", failed).listen(port, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    paths: [...files.keys()],
    sent: (path) => body(path)?.length,
    stop: () => new Promise((closed) => {
      server.close(closed);
      server.closeAllConnections();
    }),
  };
}

// The same until a test ends.
export async function hosted(t, folder) {
  const host = await serveFolder(folder);
  atEnd(t, host.stop);
  return host;
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true }).filter((file) => statSync(join(folder, file)).isFile()).sort();
}

function addressOf(file) {
  return `/${file.split(sep).join("/")}`.replace(/\/index\.html$/, "/");
}

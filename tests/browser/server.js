// The program itself, as `vouchfolio serve` in a process of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { atEnd } from "./ending.js";
import { ROOT } from "./site.js";
import { until } from "./until.js";

export const PROGRAM = process.env.VOUCHFOLIO
  ? resolve(ROOT, process.env.VOUCHFOLIO)
  : join(ROOT, "target", "debug", "vouchfolio");

// Serves a site until the test ends.
export async function serve(t, site, { port = 0, args = [] } = {}) {
  const words = ["serve", "--site", site.folder, "--port", String(port), "--color", "never", ...args];
  const process = spawn(PROGRAM, words, { stdio: ["ignore", "ignore", "pipe"] });
  let terminal = "";
  let failure = null;
  process.stderr.setEncoding("utf8");
  process.stderr.on("data", (text) => (terminal += text));
  process.on("error", (error) => (failure = error));
  const hasEnded = () => failure || process.exitCode !== null || process.signalCode !== null;

  const server = {
    url: "",
    port: 0,
    // What it has printed so far.
    terminal: () => terminal,
    isRunning: () => !hasEnded(),
    // As by Ctrl-C.
    async stop() {
      if (hasEnded()) return;
      const ended = once(process, "exit");
      process.kill("SIGINT");
      await ended;
    },
  };
  atEnd(t, () => server.stop());
  await until("the server says where it is", () => {
    if (hasEnded()) throw new Error(`${PROGRAM} ended: ${failure ?? terminal}`);
    return /serving at (\S+);/.test(terminal);
  });
  server.url = /serving at (\S+);/.exec(terminal)[1];
  server.port = Number(new URL(server.url).port);
  return server;
}

// The browser that is used.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

// As root it runs with `--no-sandbox` alone, and it is to ask nobody for anything.
export const ARGUMENTS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

// `CHROMIUM` in the environment, or the one that is installed.
export function program() {
  const named = process.env.CHROMIUM;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const places = named ? [named] : folders.map((folder) => join(folder, "chromium"));
  const found = places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (!found) throw new Error(`there is no ${named ?? "chromium"}; CHROMIUM in the environment names another`);
  return found;
}

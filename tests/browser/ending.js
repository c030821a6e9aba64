// What is to be done when a test ends, last things first: a page is closed before its server.

const endings = new WeakMap();

export function atEnd(t, end) {
  if (!endings.has(t)) {
    const ends = [];
    endings.set(t, ends);
    t.after(() => run(ends));
  }
  endings.get(t).push(end);
}

// All of them, even when one fails; then that is what failed.
async function run(ends) {
  if (ends.length === 0) return;
  try {
    await ends.pop()();
  } finally {
    await run(ends);
  }
}

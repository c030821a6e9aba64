// Waiting for what is to be, without guessing how long that takes.

const AT_MOST = 20_000;
const STEP = 20;

// Waits until `holds` gives something true, and gives that. While a page is replaced by another
// one it cannot be asked; that is no answer yet.
export async function until(what, holds) {
  const end = Date.now() + AT_MOST;
  for (;;) {
    let answer;
    try {
      answer = await holds();
    } catch (error) {
      if (!/Execution context was destroyed|navigat|frame was detached/i.test(error.message)) throw error;
    }
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`${AT_MOST / 1000} s went by, and it is not so that ${what}`);
    await new Promise((wake) => setTimeout(wake, STEP));
  }
}

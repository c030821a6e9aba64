// Waiting for what is to be, without guessing how long that takes.

const AT_MOST = 20_000;
const STEP = 20;
// A page may be replaced by another one while it is asked, and then never answer.
const ANSWERS_WITHIN = 2_000;

// Waits until `holds` gives something true, and gives that.
export async function until(what, holds) {
  const end = Date.now() + AT_MOST;
  for (;;) {
    let answer;
    try {
      answer = await Promise.race([holds(), passed(ANSWERS_WITHIN)]);
    } catch (error) {
      if (!/Execution context was destroyed|navigat|frame was detached/i.test(error.message)) throw error;
    }
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`${AT_MOST / 1000} s went by, and it is not so that ${what}`);
    await passed(STEP);
  }
}

function passed(milliseconds) {
  return new Promise((wake) => setTimeout(wake, milliseconds).unref());
}

// What a test says when something does not hold.

export class Failed extends Error {}

export function check(holds, why) {
  if (!holds) throw new Failed(typeof why === "function" ? why() : why);
}

export function equal(is, shouldBe, what) {
  const [a, b] = [JSON.stringify(is), JSON.stringify(shouldBe)];
  check(a === b, () => `${what}: is ${a}, should be ${b}`);
}

/** Asks until it holds; says `what` where it does not within `seconds`. */
export async function until(holds, what, seconds = 20) {
  const last = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await holds();
    if (answer) return answer;
    if (Date.now() > last) throw new Failed(`not within ${seconds} s: ${typeof what === "function" ? await what() : what}`);
    await pause(25);
  }
}

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** The value that `share` of them do not exceed. */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

/** Numbers that the test measured, one line, for the log. */
export function measured(what, numbers) {
  console.log(`measured: ${what}: ${Object.entries(numbers).map(([name, n]) => `${name} ${n}`).join(", ")}`);
}

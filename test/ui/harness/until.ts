/** How long any one condition of the window may take to come true, in ms. A calm machine needs a hundredth of it. */
export const patience = 60_000;

/** Asks again until the answer is neither undefined, null nor false, and returns it; fails after `timeout` ms saying what was awaited. */
export async function until<T>(
  what: string | (() => string),
  ask: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  timeout = patience,
): Promise<T> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) {
      return answer;
    }
    if (Date.now() > deadline) {
      throw new Error(`Waited ${timeout} ms in vain: ${typeof what === 'string' ? what : what()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

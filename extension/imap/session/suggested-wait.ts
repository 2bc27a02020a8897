const longestMs = 60 * 60_000;

/** How long a server asks to be left alone, in ms and at most an hour, where it says so in words; else null. Only Office 365 does. */
export function suggestedWaitMs(text: string): number | null {
  const [, number] = /Suggested Backoff Time: (\d{1,12}) milliseconds/i.exec(text) ?? [];
  return number === undefined ? null : Math.min(Number(number), longestMs);
}

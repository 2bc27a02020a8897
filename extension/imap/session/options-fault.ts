/** What is wrong with options that plain JavaScript gave, or null. Found later it would leave a timer behind that nobody waits for. */
export function optionsFault({
  signal,
  timeoutMs,
}: {
  readonly signal?: AbortSignal | null | undefined;
  readonly timeoutMs?: number | undefined;
}): string | null {
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') return 'The signal is no AbortSignal';
  if (timeoutMs !== undefined && !(typeof timeoutMs === 'number' && timeoutMs >= 0))
    return 'The timeout is no number of milliseconds';
  return null;
}

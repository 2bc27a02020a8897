import { delimiter } from './store.ts';

/** A test for names by a LIST pattern: `*` matches anything, `%` all but the delimiter (RFC 9051 §6.3.9). Linear in name × pattern. */
export function listMatcher(pattern: string): (path: string) => boolean {
  const wanted = pattern
    .replace(/^inbox(?=$|[/*%])/i, 'INBOX')
    .replace(/[*%]+/g, (run) => (run.includes('*') ? '*' : '%'));
  return (path) => {
    // Positions in the pattern that the name read so far can have led to.
    let reached = new Set(closure(wanted, [0]));
    for (const char of path) {
      const next: number[] = [];
      for (const at of reached) {
        const symbol = wanted[at];
        if (symbol === '*' || (symbol === '%' && char !== delimiter)) next.push(at);
        else if (symbol !== undefined && wanted.startsWith(char, at)) next.push(at + char.length);
      }
      reached = new Set(closure(wanted, next));
      if (reached.size === 0) return false;
    }
    return reached.has(wanted.length);
  };
}

/** A wildcard may also match nothing. */
function closure(pattern: string, positions: readonly number[]): number[] {
  const all = [...positions];
  for (const at of all) if (pattern[at] === '*' || pattern[at] === '%') all.push(at + 1);
  return all;
}

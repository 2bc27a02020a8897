const base = 36;
const tMin = 1;
const tMax = 26;
const skew = 38;
const damp = 700;

function adapt(delta: number, count: number, first: boolean): number {
  let rest = first ? Math.floor(delta / damp) : delta >> 1;
  rest += Math.floor(rest / count);
  let k = 0;
  while (rest > ((base - tMin) * tMax) >> 1) {
    rest = Math.floor(rest / (base - tMin));
    k += base;
  }
  return k + Math.floor(((base - tMin + 1) * rest) / (rest + skew));
}

function digit(code: number): number {
  if (code >= 0x30 && code <= 0x39) {
    return code - 22;
  }
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a ? lower - 0x61 : base;
}

/** Decodes what follows `xn--` of one label (RFC 3492 §6.2). Null when it is no valid Punycode. */
export function decodeLabel(encoded: string): string | null {
  const dash = encoded.lastIndexOf('-');
  const output: number[] = dash > 0 ? Array.from(encoded.slice(0, dash), (c) => c.charCodeAt(0)) : [];
  let n = 128;
  let i = 0;
  let bias = 72;
  let at = dash > 0 ? dash + 1 : 0;
  while (at < encoded.length) {
    const before = i;
    let weight = 1;
    for (let k = base; ; k += base) {
      const value = digit(encoded.charCodeAt(at++));
      if (value >= base || at > encoded.length) {
        return null;
      }
      i += value * weight;
      const threshold = Math.min(Math.max(k - bias, tMin), tMax);
      if (value < threshold) {
        break;
      }
      weight *= base - threshold;
      if (i > 0x7fffffff || weight > 0x7fffffff) {
        return null;
      }
    }
    const count = output.length + 1;
    bias = adapt(i - before, count, before === 0);
    n += Math.floor(i / count);
    i %= count;
    if (n > 0x10ffff || (n >= 0xd800 && n <= 0xdfff)) {
      return null;
    }
    output.splice(i++, 0, n);
  }
  return String.fromCodePoint(...output);
}

/** A host name for people: every `xn--` label decoded where that is possible. */
export function displayHost(host: string): string {
  return host
    .split('.')
    .map((label) => (/^xn--/i.test(label) ? (decodeLabel(label.slice(4)) ?? label) : label))
    .join('.');
}

/** True when some label of the host is Punycode, that is, a name outside ASCII that may look like another. */
export function isInternational(host: string): boolean {
  return host.split('.').some((label) => /^xn--/i.test(label));
}

const plain = /^[\x20-\x25\x27-\x7e]*$/;
const base64Run = /^[A-Za-z0-9+,]*$/;

/**
 * Decodes modified UTF-7 (RFC 3501 §5.1.3) for display. `wire` has one octet per UTF-16 unit. Never throws: a stretch that
 * is no modified UTF-7 stays as it came, and raw 8-bit octets are read as UTF-8 where they are that.
 */
export function decodeUtf7(wire: string): string {
  if (plain.test(wire)) return wire;
  let out = '';
  let at = 0;
  while (at < wire.length) {
    const shift = wire.indexOf('&', at);
    if (shift < 0) return out + decodeRaw(wire.slice(at));
    out += decodeRaw(wire.slice(at, shift));
    const end = wire.indexOf('-', shift);
    if (end < 0) return out + decodeRaw(wire.slice(shift));
    const decoded = end === shift + 1 ? '&' : decodeShifted(wire.slice(shift + 1, end));
    if (decoded === null) {
      out += '&';
      at = shift + 1;
    } else {
      out += decoded;
      at = end + 1;
    }
  }
  return out;
}

/** Encodes as modified UTF-7; the result is ASCII. */
export function encodeUtf7(text: string): string {
  if (plain.test(text)) return text;
  let out = '';
  let pending = '';
  const flush = (): void => {
    if (pending === '') return;
    const utf16 = Buffer.from(pending, 'utf16le').swap16();
    out += `&${utf16.toString('base64').replaceAll('/', ',').replace(/=+$/, '')}-`;
    pending = '';
  };
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit > 0x7e) {
      pending += text.charAt(i);
      continue;
    }
    flush();
    out += unit === 0x26 ? '&-' : text.charAt(i);
  }
  flush();
  return out;
}

/** The characters of one `&…-` stretch, or null when it is not well formed: odd octets, stray bits, lone surrogates. */
function decodeShifted(run: string): string | null {
  if (!base64Run.test(run) || run.length % 4 === 1) return null;
  const octets = Buffer.from(run.replaceAll(',', '/'), 'base64');
  if (octets.length < 2 || octets.length % 2 !== 0) return null;
  const text = octets.swap16().toString('utf16le');
  return hasLoneSurrogate(text) ? null : text;
}

function hasLoneSurrogate(text: string): boolean {
  return /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
}

/** Raw octets in a name: UTF-8 if they are that, else latin1. */
function decodeRaw(wire: string): string {
  if (plain.test(wire)) return wire;
  const octets = Buffer.from(wire, 'latin1');
  const text = octets.toString('utf8');
  return text.includes('\ufffd') ? wire : text;
}

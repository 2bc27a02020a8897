/** One check of an Authentication-Results field (RFC 8601 §2.2). */
export interface AuthResult {
  /** `dkim`, `spf`, …, lower case. */
  readonly method: string;
  /** `pass`, `fail`, …, lower case. */
  readonly result: string;
  readonly reason: string | null;
  /** `header.d`, `smtp.mailfrom`, … in lower case, with their values. */
  readonly properties: ReadonlyMap<string, string>;
}

export interface AuthenticationResults {
  /** authserv-id: who says so, lower case. */
  readonly server: string;
  readonly results: readonly AuthResult[];
}

const maxResults = 100;

/** Reads the unfolded value of the field; null when it names no server. Linear, never throws. */
export function parseAuthenticationResults(raw: string): AuthenticationResults | null {
  const pieces = splitPlain(raw);
  const server = /^\s*(?:i\s*=\s*\d+\s*$)?([^\s;=]+)/.exec(pieces[0] ?? '')?.[1]?.toLowerCase();
  // ARC-Authentication-Results begins with `i=1;` (RFC 8617 §4.1.1).
  const arc = /^\s*i\s*=\s*\d+\s*$/.test(pieces[0] ?? '');
  const named = arc ? /^\s*([^\s=]+)/.exec(pieces[1] ?? '')?.[1]?.toLowerCase() : server;
  if (named === undefined) return null;
  const results = pieces
    .slice(arc ? 2 : 1, maxResults)
    .map(readResult)
    .filter((result) => result !== null);
  return { server: named, results };
}

function readResult(piece: string): AuthResult | null {
  const [first, ...rest] = pairs(piece);
  if (first === undefined) return null;
  const properties = new Map<string, string>();
  let reason: string | null = null;
  for (const { name, value } of rest) {
    if (name === 'reason') reason ??= value;
    else if (!properties.has(name)) properties.set(name, value);
  }
  return { method: first.name.replace(/\/.*$/s, ''), result: first.value.toLowerCase(), reason, properties };
}

/** `name=value` pairs; a value may be quoted. */
function pairs(piece: string): { readonly name: string; readonly value: string }[] {
  return [...piece.matchAll(/([A-Za-z0-9_./-]{1,200})\s*=\s*(?:"([^"]*)"|([^\s;]*))/g)].map((match) => ({
    name: (match[1] ?? '').toLowerCase(),
    value: match[2] ?? match[3] ?? '',
  }));
}

/** Cuts at semicolons outside quotes; comments are dropped. */
function splitPlain(text: string): string[] {
  const pieces: string[] = [];
  let plain = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '\\' && (quoted || depth > 0)) {
      at++;
      if (depth === 0) plain += text[at] ?? '';
    } else if (char === '"' && depth === 0) {
      quoted = !quoted;
      plain += char;
    } else if (!quoted && char === '(') depth++;
    else if (!quoted && char === ')' && depth > 0) depth--;
    else if (depth > 0) continue;
    else if (char === ';' && !quoted) {
      pieces.push(plain);
      plain = '';
    } else plain += char;
  }
  pieces.push(plain);
  return pieces;
}

interface Field {
  readonly name: string;
  readonly raw: string;
}

/**
 * The Authentication-Results that a server vouches for whose id is trusted (RFC 8601 §5): of each id the topmost field and
 * those directly below it. Whatever stands further down may have come with the message.
 * @returns field → what it says, only for trusted ones
 */
export function trustedResults<T extends Field>(
  fields: readonly T[],
  trusted: readonly string[],
): ReadonlyMap<T, AuthenticationResults> {
  const ids = new Set(trusted.map((id) => id.trim().toLowerCase()).filter((id) => id !== ''));
  const found = new Map<T, AuthenticationResults>();
  const closed = new Set<string>();
  let open: string | null = null;
  for (const field of fields) {
    const parsed = field.name.toLowerCase() === 'authentication-results' ? parseAuthenticationResults(field.raw) : null;
    const server = parsed?.server ?? null;
    if (open !== null && server !== open) closed.add(open);
    open = server;
    if (parsed !== null && ids.has(parsed.server) && !closed.has(parsed.server)) found.set(field, parsed);
  }
  return found;
}

/** Tags of DKIM-Signature and its kin (RFC 6376 §3.2): `name=value` between semicolons, in order. */
export function parseTagList(raw: string): readonly { readonly name: string; readonly value: string }[] {
  return raw
    .split(';')
    .slice(0, maxResults)
    .flatMap((piece) => {
      const equals = piece.indexOf('=');
      const name = equals < 0 ? '' : piece.slice(0, equals).trim();
      return name === ''
        ? []
        : [
            {
              name,
              value: piece
                .slice(equals + 1)
                .replace(/\s+/g, ' ')
                .trim(),
            },
          ];
    });
}

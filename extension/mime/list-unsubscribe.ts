import { parseTagList } from './authentication-results.ts';

/** One way to leave a mailing list (RFC 2369 §3.2), the best that its headers offer. */
export type Unsubscribe =
  /** One POST, no questions (RFC 8058). */
  | { readonly kind: 'one-click'; readonly url: string; readonly host: string }
  /** A page in the browser. */
  | { readonly kind: 'web'; readonly url: string; readonly host: string }
  /** A mail to write. `host` is where it goes. */
  | { readonly kind: 'mail'; readonly url: string; readonly host: string };

interface Field {
  readonly name: string;
  readonly raw: string;
}

const maxLength = 4096;

/**
 * What List-Unsubscribe offers, the best first; empty when it offers nothing that may be followed. One-click counts only over
 * https and where a DKIM-Signature covers both fields, as RFC 8058 §4 demands; that the signature holds is not checked here.
 */
export function unsubscribeOffers(fields: readonly Field[]): readonly Unsubscribe[] {
  const named = (name: string): readonly string[] =>
    fields.filter((field) => field.name.toLowerCase() === name).map((field) => field.raw);
  const [list, ...others] = named('list-unsubscribe');
  // Two such fields: nobody can say which the list meant.
  if (list === undefined || others.length > 0 || list.length > maxLength) return [];
  const urls = [...list.matchAll(/<\s*([^<>]{1,2000}?)\s*>/g)].map((match) => parse(match[1] ?? ''));
  const web = urls.find((url) => url?.protocol === 'https:') ?? urls.find((url) => url?.protocol === 'http:') ?? null;
  const mail = urls.find((url) => url?.protocol === 'mailto:') ?? null;
  const [post] = named('list-unsubscribe-post');
  const oneClick =
    web?.protocol === 'https:' &&
    /^\s*List-Unsubscribe\s*=\s*One-Click\s*$/i.test(post ?? '') &&
    isSigned(named('dkim-signature'));
  const offers: Unsubscribe[] = [];
  if (oneClick) offers.push({ kind: 'one-click', url: web.href, host: web.hostname });
  if (web !== null) offers.push({ kind: 'web', url: web.href, host: web.hostname });
  if (mail !== null) offers.push({ kind: 'mail', url: mail.href, host: mail.pathname.split('@').at(-1) ?? '' });
  return offers;
}

/** The best of what List-Unsubscribe offers; null when it offers nothing that may be followed. */
export function unsubscribeOffer(fields: readonly Field[]): Unsubscribe | null {
  return unsubscribeOffers(fields)[0] ?? null;
}

function isSigned(signatures: readonly string[]): boolean {
  return signatures.some((signature) => {
    const signed = parseTagList(signature).find(({ name }) => name === 'h')?.value ?? '';
    const names = new Set(signed.toLowerCase().split(/\s*:\s*/));
    return names.has('list-unsubscribe') && names.has('list-unsubscribe-post');
  });
}

/** Folding may leave blanks inside; nothing else with blanks or controls is an address. */
function parse(text: string): URL | null {
  const bare = text.replace(/[\t ]+/g, '');
  if (/[\x00-\x20\x7f]/.test(bare)) return null;
  try {
    const url = new URL(bare);
    if (url.protocol === 'mailto:') return url.pathname.includes('@') ? url : null;
    const plain = url.username === '' && url.password === '' && url.hostname !== '';
    return plain && (url.protocol === 'https:' || url.protocol === 'http:') ? url : null;
  } catch {
    return null;
  }
}

import { headerFact } from '../../../extension/explain/mail-headers.ts';
import { authMethodFact, signatureTagFact } from '../../../extension/explain/signature-tags.ts';
import {
  parseAuthenticationResults,
  parseTagList,
  trustedResults,
} from '../../../extension/mime/authentication-results.ts';
import type { HeaderView } from '../../protocol.ts';

/** A header with what it is for. */
export interface NamedHeader {
  readonly header: HeaderView;
  readonly meaning: string;
  /** The sender, or whoever relayed the message, says so; nobody checked it here. */
  readonly unverified: boolean;
  /** Why it is unverified, and what would change that; null where it is not. */
  readonly why: string | null;
  /** A server that is trusted says so. */
  readonly trusted: boolean;
  /** Tags of a signature, results of checks. */
  readonly details: readonly HeaderDetail[];
}

/** One thing that a header says, taken apart. */
export interface HeaderDetail {
  readonly name: string;
  readonly value: string;
  readonly meaning: string | null;
}

const signatures = new Set(['dkim-signature', 'arc-message-signature', 'arc-seal', 'x-google-dkim-signature']);
const results = new Set(['authentication-results', 'arc-authentication-results']);
const claims = new Set([...signatures, ...results, 'received-spf', 'domainkey-signature']);

/**
 * Headers about the list and about who vouches for the message, in the order of the mail.
 * @param trusted servers whose Authentication-Results count
 */
export function namedHeaders(headers: readonly HeaderView[], trusted: readonly string[] = []): readonly NamedHeader[] {
  const believed = trustedResults(headers, trusted);
  return headers.flatMap((header) => {
    const name = header.name.toLowerCase();
    if (!claims.has(name) && !/^(?:list-|archived-at$)/.test(name)) return [];
    return [
      {
        header,
        meaning: meaningOf(name) ?? '',
        unverified: claims.has(name) && !believed.has(header),
        why: claims.has(name) && !believed.has(header) ? whyNot(name, header.raw, trusted) : null,
        trusted: believed.has(header),
        details: detailsOf(name, header.raw),
      },
    ];
  });
}

/** The account's own server counts like any other: whoever sends a message can write the field in its name. */
function whyNot(name: string, raw: string, trusted: readonly string[]): string {
  if (name !== 'authentication-results')
    return 'Not verified: whoever sent or relayed the message can have written it; it was not checked here.';
  const server = parseAuthenticationResults(raw)?.server ?? null;
  if (server === null) return 'Not verified: it names no server that checked.';
  return trusted.some((id) => id.trim().toLowerCase() === server)
    ? 'Not verified: it stands below the fields of another server, so it can have come with the message.'
    : `Not verified: whoever sent the message can have written it. “${server}” is not named in the setting mailExplorer.message.trustedAuthenticationServers.`;
}

/** What a field is for, with where it is defined; null for one that is not known. */
export function meaningOf(name: string): string | null {
  const fact = headerFact(name);
  if (fact === null) return null;
  return fact.source === null ? fact.text : `${fact.text} (${fact.source})`;
}

function detailsOf(name: string, raw: string): readonly HeaderDetail[] {
  if (signatures.has(name))
    return parseTagList(raw).map((tag) => ({ name: tag.name, value: told(tag), meaning: signatureTagFact(tag.name) }));
  if (!results.has(name)) return [];
  return (parseAuthenticationResults(raw)?.results ?? []).map(({ method, result, reason, properties }) => ({
    name: method,
    value: [
      result,
      ...[...properties].map(([key, value]) => `${key}=${value}`),
      ...(reason === null ? [] : [reason]),
    ].join(' · '),
    meaning: authMethodFact(method),
  }));
}

/** Times are seconds since 1970 (RFC 6376 §3.5); signatures and hashes are long and say nothing to people. */
function told({ name, value }: { readonly name: string; readonly value: string }): string {
  if ((name === 't' || name === 'x') && /^\d{1,12}$/.test(value))
    return `${value} (${new Date(Number(value) * 1000).toLocaleString()})`;
  return name === 'b' || name === 'bh' ? `${value.slice(0, 24)}${value.length > 24 ? '…' : ''}` : value;
}

/** Seconds between two stations for people: `+3 s`, `+2 min 5 s`, `+1 d 4 h`; `−` where clocks differ. */
export function formatDelay(seconds: number): string {
  const total = Math.round(Math.abs(seconds));
  const units: readonly (readonly [string, number])[] = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ];
  const first = units.findIndex(([, length]) => total >= length);
  const shown = units.slice(first < 0 ? -1 : first).slice(0, 2);
  let left = total;
  const pieces = shown.map(([unit, length]) => {
    const count = Math.floor(left / length);
    left -= count * length;
    return { text: `${count} ${unit}`, count };
  });
  const text = pieces.filter((piece, index) => index === 0 || piece.count > 0).map((piece) => piece.text);
  return `${seconds < 0 && total > 0 ? '−' : '+'}${text.join(' ')}`;
}

import type { HeaderView } from '../../protocol.ts';

/** A header with what it is for. */
export interface NamedHeader {
  readonly header: HeaderView;
  readonly meaning: string;
  /** The sender, or whoever relayed the message, says so; nobody checked it here. */
  readonly unverified: boolean;
}

const claims: ReadonlyMap<string, string> = new Map([
  ['authentication-results', 'What a server says it found when it checked the sender (RFC 8601)'],
  ['arc-authentication-results', 'What an earlier server found, passed on (RFC 8617)'],
  ['arc-message-signature', 'Signature of a server on the way (RFC 8617)'],
  ['arc-seal', 'Seal over the results passed on (RFC 8617)'],
  ['dkim-signature', 'Signature of a domain over the message (RFC 6376)'],
  ['received-spf', 'Whether the sending host may use the domain (RFC 7208)'],
]);

const lists: ReadonlyMap<string, string> = new Map([
  ['list-id', 'Mailing list (RFC 2919)'],
  ['list-unsubscribe', 'How to leave the list (RFC 2369)'],
  ['list-unsubscribe-post', 'Leaving takes one request (RFC 8058)'],
  ['list-subscribe', 'How to join the list (RFC 2369)'],
  ['list-post', 'How to write to the list (RFC 2369)'],
  ['list-help', 'Help about the list (RFC 2369)'],
  ['list-owner', 'Who runs the list (RFC 2369)'],
  ['list-archive', 'Archive of the list (RFC 2369)'],
]);

/** Headers about the list and about who vouches for the message, in the order of the mail. */
export function namedHeaders(headers: readonly HeaderView[]): readonly NamedHeader[] {
  return headers.flatMap((header) => {
    const name = header.name.toLowerCase();
    const claim = claims.get(name);
    const meaning = claim ?? lists.get(name);
    return meaning === undefined ? [] : [{ header, meaning, unverified: claim !== undefined }];
  });
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

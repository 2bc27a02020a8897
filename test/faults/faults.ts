/** What a server, a network or a mail may do to us, and what happens then. The tests are in `rows/`. */
export interface Fault {
  readonly row: number;
  readonly fault: string;
  readonly behaviour: string;
}

const tls: readonly (readonly [string, string])[] = [
  ['STARTTLS is required and not offered', 'given up; nothing secret is sent'],
  ['STARTTLS is answered with NO, BAD or a continuation', 'given up'],
  ['PREAUTH as greeting where TLS is required', 'given up; no command leaves'],
  ['octets behind the OK to STARTTLS, before the handshake', 'thrown away, connection given up'],
  ['a tagged OK before the command was sent whole', 'protocol error, closed'],
  ['untagged data before TLS', 'reaches neither tree nor counts nor store'],
  ['text before TLS: ALERT, PARSE, greeting', 'no dialog, no notification; logged as unverified'],
  ['capabilities from before TLS or before signing in', 'dropped and asked for again'],
  ['login and mailbox referrals', 'shown, never followed; credentials go nowhere else'],
  ['a greeting that is malformed, tagged, NO, BAD, BYE, or missing', 'a clean failure; never again in the clear'],
  [
    'a certificate that is self-signed, of an unknown root, for another host, expired',
    'given up, but for a pinned one',
  ],
  ['LOGINDISABLED', 'LOGIN is never sent'],
  ['weaker mechanisms offered, or fifty odd ones', 'the strongest common one; passwords only under TLS'],
  ['SCRAM with a wrong signature or nonce', 'given up, not signed in'],
  ['SCRAM with a huge number of iterations', 'capped, a typed error'],
  ['continuations that nothing asked for; challenges without end', 'ignored, or closed after ten rounds'],
  ['a late tagged NO of an earlier command while signing in', 'told apart by its tag'],
  ['credentials on their way into a log, an error, a setting', 'taken out before anything is recorded'],
  ['signing in fails again and again', 'stops after two, asks the person'],
  ['UNAVAILABLE, which is not AUTHENTICATIONFAILED', 'the password is not asked for'],
];

const parser: readonly (readonly [string, string])[] = [
  ['a literal of 2³² octets, of 20 digits, of a negative size', 'refused before anything is allocated'],
  ['a literal whose size is padded with zeros', 'taken'],
  ['a literal announced, then slow or never there', 'ends in time, memory bounded'],
  ['a hundred thousand tiny literals in one response', 'linear, without recursion'],
  ['long lines and long literals', 'twice as long takes twice as much'],
  ['a million nested parentheses', 'refused at a depth of 100'],
  ['a line without end; untagged responses without end', 'capped, closed; the host stays alive'],
  ['UID sets that claim four thousand million messages', 'ranges stay ranges'],
  ['sets with empty elements, zeros, turned ranges', 'mended or refused'],
  ['APPENDUID or COPYUID unasked, or with sides of different length', 'no mapping is made of it'],
  ['a message without headers; groups without members', 'read, linear'],
  ['a miscounted literal, NIL for a string, parts unquoted or missing', 'costs one response at most'],
  ['invalid UTF-8, invalid modified UTF-7, NUL', 'octets kept, shown safely, sent back as they came'],
  ['compressed data that swells', 'capped by ratio and by size'],
  ['numbers at 2³², 2⁵³ and 2⁶³', 'exact or refused'],
  ['keys named __proto__ or constructor', 'keys like others'],
];

const injection: readonly (readonly [string, string])[] = [
  ['CR, LF, NUL in a name, search text, flag, ID, quota, annotation', 'a literal or refused, by the writer alone'],
  ['a literal that does not wait where the server did not allow it', 'never sent'],
  ['a hostile Message-ID that is searched for', 'as any other text'],
  ['a mailbox named ../x, /x, C:, CON, or 4 KB long', 'never part of a local path'],
  ['an attachment named ../x, with bidi, dots, 300 octets', 'a clean base name; never opened by itself'],
  ['escapes, bidi and line breaks in names, alerts, log', 'shown, not obeyed'],
  ['markdown, command links, HTML in server text', 'plain text, never trusted'],
  ['a flood of alerts', 'one dialog a minute; the rest is counted and listed'],
];

const state: readonly (readonly [string, string])[] = [
  ['a move by COPY whose COPY fails', 'nothing is marked, nothing expunged'],
  ['no UIDPLUS', 'never a bare EXPUNGE of what others marked'],
  ['a cut between COPY and STORE', 'taken up again, nothing lost, duplicates found'],
  ['APPEND sent, its answer lost', 'looked for before it is tried again'],
  ['UIDVALIDITY changes', 'what was known is dropped, what waited is stopped and told'],
  ['EXPUNGE during a FETCH', 'UIDs only; numbers shift as they must'],
  ['holes in what is known of sequence numbers', 'nothing is done by sequence number'],
  ['EXISTS that drops; EXPUNGE 0 or beyond the end', 'synchronised anew; counts never negative'],
  ['BYE during a command, IDLE, APPEND', 'a typed failure; repeated only where harmless'],
  ['a tag that is unknown or comes twice', 'never completes another command'],
  ['mod-sequences of 0, negative, or going back', 'CONDSTORE is off for that mailbox'],
  ['MODIFIED', 'read again, never overwritten blindly'],
  ['SELECT fails with commands queued behind it', 'none of them runs in the wrong mailbox'],
  ['READ-ONLY, CLOSED, NONEXISTENT in mid-session', 'shown; writing is off'],
];

const liveness: readonly (readonly [string, string])[] = [
  ['a half-open connection', 'found within two minutes of renewing IDLE'],
  ['one octet every half minute', 'ends in time'],
  ['IDLE that nobody renews', 'renewed within 25 minutes'],
  ['sleep, and clocks that jump', 'found at waking'],
  ['another network', 'connected anew'],
  ['a server without IDLE', 'asked now and then'],
  ['INUSE, LIMIT', 'fewer connections, tried again later'],
  ['cancelled in mid-literal', 'ends at once, harms nobody else'],
  ['the extension host killed at any write', 'taken up again to the same end'],
];

const rules: readonly (readonly [string, string])[] = [
  [
    'a status response anywhere: tagged, untagged, greeting, BYE, continuation',
    'reaches the policy with all that belongs to it',
  ],
  ['ALERT', 'a dialog, never dropped, one at a time, once; not before encryption'],
  ['hostile text in any response', 'seen, cut, never alive'],
  ['the same again and again; what the background is told', 'one notification; the background is quiet'],
  ['a code that is unknown, without text, or does not parse', 'kept and listed, no error'],
  ['NO and BAD without a code', 'an error for the person, listed for the background'],
  ['codes in lower case, more than one, behind other text', 'found'],
];

/** The six parts in order: which rows each file of `rows/` holds. */
export const parts = {
  tls: { from: 1, title: 'TLS, negotiation, authentication', faults: tls },
  parser: { from: 21, title: 'Parser and resources', faults: parser },
  injection: { from: 37, title: 'Injection and local effects', faults: injection },
  state: { from: 45, title: 'State and data', faults: state },
  liveness: { from: 59, title: 'Liveness', faults: liveness },
  rules: { from: 71, title: 'What servers say: rule n of the response-code policy is row 70 + n', faults: rules },
} as const;

export type Part = keyof typeof parts;

export function faultsOf(part: Part): readonly Fault[] {
  const { from, faults } = parts[part];
  return faults.map(([fault, behaviour], index) => ({ row: from + index, fault, behaviour }));
}

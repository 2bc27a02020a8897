import { code } from './entry.ts';
import type { CodeEntry } from './entry.ts';

/** Quotas, limits, throttling, and what cannot be done at all. */
export const limits: readonly CodeEntry[] = [
  code({
    name: 'OVERQUOTA',
    meaning:
      'This would take, or has taken, the user over the space or the number of messages allowed. Something has to be deleted first.',
    sentIn: [
      'NO to APPEND, COPY, MOVE',
      'untagged NO when a soft limit is passed (RFC 9208 §4.3.1)',
      'OK when it still worked',
    ],
    severity: 'error',
    example: 'a1 NO [OVERQUOTA] APPEND failed',
  }),
  code({
    name: 'LIMIT',
    meaning:
      'A limit of this server was reached, for example the number of flags in a mailbox. In answer to signing in, that of connections: it may work later.',
    sentIn: ['NO to any command'],
    severity: 'warning',
    example: 'a1 NO [LIMIT] At most 32 flags in one mailbox supported',
  }),
  code({
    name: 'CANNOT',
    meaning: 'This goes against a rule of the server and can never succeed as it stands.',
    sentIn: ['NO to any command'],
    severity: 'error',
    example: 'a1 NO [CANNOT] Adjacent slashes are not supported',
  }),
  code({
    name: 'MESSAGELIMIT',
    rfc: 'RFC 9738',
    section: '3.1',
    meaning:
      'The command named more messages than the server handles at once: it did part of the work, up to the UID given, or none of it.',
    sentIn: ['OK or NO to FETCH, STORE, SEARCH, COPY, MOVE, EXPUNGE, APPEND'],
    severity: 'warning',
    payload: 'the limit, then the last UID handled if part of it was done',
    example: 'a1 OK [MESSAGELIMIT 1000 23221] FETCH completed with 1000 partial results',
  }),
  code({
    name: 'MAXCONVERTMESSAGES',
    rfc: 'RFC 5259',
    section: '9',
    meaning: 'The server does not convert so many messages in one go.',
    sentIn: ['NO to CONVERT'],
    severity: 'warning',
    payload: 'the greatest number',
    example: 'a1 NO [MAXCONVERTMESSAGES 1] One message at a time',
  }),
  code({
    name: 'MAXCONVERTPARTS',
    rfc: 'RFC 5259',
    section: '9',
    meaning: 'The server does not convert so many parts of a message in one go.',
    sentIn: ['NO to CONVERT'],
    severity: 'warning',
    payload: 'the greatest number',
    example: 'a1 NO [MAXCONVERTPARTS 1] You can only request 1 body part at any given time',
  }),
  code({
    name: 'METADATA',
    rfc: 'RFC 5464',
    section: '4.3',
    meaning:
      'About notes on mailboxes or the server: a value was left out because it is long, or one was not kept because it is too long, there are too many, or private ones are not supported.',
    sentIn: ['OK to GETMETADATA (LONGENTRIES)', 'NO to SETMETADATA (MAXSIZE, TOOMANY, NOPRIVATE)'],
    severity: 'error',
    payload: '`LONGENTRIES` and the longest size, `MAXSIZE` and the greatest size, `TOOMANY`, or `NOPRIVATE`',
    example: 'a1 NO [METADATA TOOMANY] SETMETADATA failed',
  }),
  code({
    name: 'THROTTLED',
    rfc: null,
    section: null,
    vendor: 'Gmail',
    meaning:
      'The server answers slowly on purpose, because this account has used too much of it lately. Fewer connections and a pause help.',
    sentIn: ['OK or NO to any command, in front of the text or behind it'],
    severity: 'warning',
    example: 'a1 OK [THROTTLED] Success',
  }),
];

import { code } from './entry.ts';
import type { CodeEntry } from './entry.ts';

/** The session as a whole: alerts, capabilities, bugs, progress. */
export const session: readonly CodeEntry[] = [
  code({
    name: 'ALERT',
    meaning:
      'The text is something that the person must be shown, at once and so that it is noticed. Before encryption it may be forged and is not believed.',
    sentIn: ['any status response, tagged or not', 'greeting', 'BYE'],
    severity: 'alert',
    example: '* OK [ALERT] System shutdown in 10 minutes',
  }),
  code({
    name: 'CAPABILITY',
    meaning: 'What the server can do from now on; it saves asking. Void once TLS starts or the user signs in.',
    sentIn: ['greeting', 'OK to LOGIN or AUTHENTICATE'],
    severity: 'quiet',
    payload: 'a list of capabilities',
    example: '* OK [CAPABILITY IMAP4rev2 IMAP4rev1 SASL-IR AUTH=PLAIN IDLE] Ready',
  }),
  code({
    name: 'CLIENTBUG',
    meaning: 'The server believes that this program has done something wrong. Worth a report to its makers.',
    sentIn: ['OK, NO or BAD to any command'],
    severity: 'error',
    example: 'a1 OK [CLIENTBUG] Done',
  }),
  code({
    name: 'SERVERBUG',
    meaning: 'The server ran into a fault of its own. Worth a report to whoever runs it.',
    sentIn: ['NO to any command', 'untagged at any time'],
    severity: 'error',
    example: 'a1 NO [SERVERBUG] This should not happen',
  }),
  code({
    name: 'COMPRESSIONACTIVE',
    rfc: 'RFC 4978',
    section: '3',
    meaning: 'Compression was asked for, but another layer such as TLS already compresses.',
    sentIn: ['NO to COMPRESS'],
    severity: 'quiet',
    example: 'a1 NO [COMPRESSIONACTIVE] DEFLATE active via TLS',
  }),
  code({
    name: 'INPROGRESS',
    rfc: 'RFC 9585',
    section: '4',
    meaning:
      'A long command is still being worked on; the numbers say how far it has come, as far as the server knows.',
    sentIn: ['untagged OK during a command'],
    severity: 'quiet',
    payload: 'in parentheses the tag, the progress and the goal, each of them or NIL; may be absent',
    example: '* OK [INPROGRESS ("a1" 454 1000)] Processed 45% of the mailbox',
  }),
  code({
    name: 'UIDREQUIRED',
    rfc: 'RFC 9586',
    section: '3',
    meaning: 'Only UIDs may be used since UIDONLY was enabled, and this command used message sequence numbers.',
    sentIn: ['BAD to FETCH, STORE, SEARCH, COPY, MOVE by number'],
    severity: 'error',
    example: 'a1 BAD [UIDREQUIRED] Message numbers are not allowed once UIDONLY is enabled',
  }),
  code({
    name: 'URLMECH',
    rfc: 'RFC 4467',
    section: '8',
    meaning: 'The ways in which addresses of messages in this mailbox can be authorized for others.',
    sentIn: ['OK to RESETKEY', 'untagged OK during SELECT or EXAMINE'],
    severity: 'quiet',
    payload: '`INTERNAL` and further mechanisms',
    example: 'a1 OK [URLMECH INTERNAL] mechs',
  }),
];

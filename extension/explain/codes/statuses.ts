import { code } from './entry.ts';
import type { CodeEntry } from './entry.ts';

/** The five status responses (RFC 9051 §7.1.1 to §7.1.5). */
export const statuses: readonly CodeEntry[] = [
  code({
    name: 'OK',
    kind: 'status',
    section: '7.1.1',
    meaning: 'Tagged: the command is done and worked. Untagged: information, whose nature the response code tells.',
    sentIn: ['completion of any command', 'untagged at any time', 'greeting'],
    severity: 'quiet',
    example: '* OK Still here',
  }),
  code({
    name: 'NO',
    kind: 'status',
    section: '7.1.2',
    meaning:
      'Tagged: the server understood the command but could not or would not carry it out. Untagged: a warning; the command may still succeed.',
    sentIn: ['completion of any command', 'untagged at any time'],
    severity: 'error',
    example: '* NO Disk is 98% full, please delete unnecessary data',
  }),
  code({
    name: 'BAD',
    kind: 'status',
    section: '7.1.3',
    meaning:
      'Tagged: the server did not understand the command. Untagged: a protocol error that belongs to no command it could name, or a fault inside the server.',
    sentIn: ['completion of any command', 'untagged at any time'],
    severity: 'error',
    example: '* BAD Command line too long',
  }),
  code({
    name: 'PREAUTH',
    kind: 'status',
    section: '7.1.4',
    meaning:
      'The connection is signed in from its first moment by other means, so STARTTLS can no longer happen on it. Refused where encryption is required.',
    sentIn: ['greeting, always untagged'],
    severity: 'info',
    example: '* PREAUTH IMAP4rev2 server logged in as Smith',
  }),
  code({
    name: 'BYE',
    kind: 'status',
    section: '7.1.5',
    meaning:
      'The server is about to close the connection: as the answer to LOGOUT, or because it shuts down, has waited too long, or does not want this client.',
    sentIn: ['after LOGOUT', 'untagged at any time', 'greeting'],
    severity: 'warning',
    example: '* BYE Autologout; idle for too long',
  }),
];

/** Sorts of responses that an API must be able to name though no code does. */
export const classes: readonly CodeEntry[] = [
  code({
    name: 'NOT_DEFINED',
    kind: 'class',
    aliases: ['NOT DEFINED', 'NOTDEFINED'],
    meaning:
      'A status response without a code, or with one that is not in this catalogue. Legal: the code is kept word for word and the status alone decides.',
    sentIn: ['any status response'],
    severity: 'quiet',
    payload: 'whatever stood in the brackets, verbatim',
    example: '* OK [X-EXAMPLE 42] Something new',
  }),
  code({
    name: 'UNSOLICITED',
    kind: 'class',
    section: '7',
    meaning:
      'An untagged status response that came while no command was waiting for one. Servers may speak at any time.',
    sentIn: ['untagged, between commands or in IDLE'],
    severity: 'quiet',
    example: '* OK Still here',
  }),
];

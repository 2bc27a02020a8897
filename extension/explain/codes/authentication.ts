import { code } from './entry.ts';
import type { CodeEntry } from './entry.ts';

const signIn = ['NO to LOGIN', 'NO to AUTHENTICATE'];

/** Signing in, and what may be done once signed in. */
export const authentication: readonly CodeEntry[] = [
  code({
    name: 'AUTHENTICATIONFAILED',
    meaning:
      'Signing in failed and the server does not say why; most often the user name or the password is wrong. Trying the same again is pointless.',
    sentIn: signIn,
    severity: 'error',
    example: 'a1 NO [AUTHENTICATIONFAILED] Authentication failed',
  }),
  code({
    name: 'AUTHORIZATIONFAILED',
    meaning:
      'The password was right, but this user may not act as the other user that was asked for (the authorization identity).',
    sentIn: ['NO to AUTHENTICATE'],
    severity: 'error',
    example: 'a1 NO [AUTHORIZATIONFAILED] Authenticator is not an admin',
  }),
  code({
    name: 'EXPIRED',
    meaning: 'This password or token was good once and is no longer accepted. A new one is needed.',
    sentIn: signIn,
    severity: 'error',
    example: "a1 NO [EXPIRED] That password isn't valid any more",
  }),
  code({
    name: 'UNAVAILABLE',
    meaning:
      'Something behind the server is down for the moment, such as its user directory. The credentials may well be right.',
    sentIn: [...signIn, 'NO to any command', 'BYE'],
    severity: 'warning',
    example: "a1 NO [UNAVAILABLE] User's backend down for maintenance",
  }),
  code({
    name: 'PRIVACYREQUIRED',
    meaning: 'The server refuses to do this on a connection that others could read. It works over TLS.',
    sentIn: [...signIn, 'NO to any command'],
    severity: 'error',
    example: 'a1 NO [PRIVACYREQUIRED] Connection offers no privacy',
  }),
  code({
    name: 'CONTACTADMIN',
    meaning: 'Only the administrator or the help desk of the mail service can solve this.',
    sentIn: ['NO to LOGIN', 'OK, NO or BAD to any command'],
    severity: 'error',
    example: 'a1 NO [CONTACTADMIN] Account is locked',
  }),
  code({
    name: 'NOPERM',
    meaning: 'The access rights of this mailbox do not let this user do that.',
    sentIn: ['NO to any command on a mailbox'],
    severity: 'error',
    example: 'a1 NO [NOPERM] Access denied',
  }),
  code({
    name: 'REFERRAL',
    rfc: 'RFC 2221',
    section: '4',
    meaning:
      'The user or the mailbox lives on another server, whose address is given. It is shown and never followed by itself, since that would hand credentials to a stranger.',
    sentIn: ['OK or NO to LOGIN or AUTHENTICATE', 'BYE greeting', 'NO to a command on a remote mailbox (RFC 2193 §4)'],
    severity: 'warning',
    payload: 'one or more IMAP URLs',
    example: 'a1 NO [REFERRAL imap://mike@server2.example/] Specified user is invalid on this server',
  }),
  code({
    name: 'WEBALERT',
    rfc: null,
    section: null,
    vendor: 'Gmail',
    meaning: 'The account needs its owner to sign in with a web browser first, at the address given.',
    sentIn: ['NO to LOGIN or AUTHENTICATE', 'untagged NO while signing in'],
    severity: 'warning',
    payload: 'a URL',
    example: '* NO [WEBALERT https://accounts.example.com/signin/continue] Web login required.',
  }),
];

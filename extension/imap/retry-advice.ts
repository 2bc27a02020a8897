import type { RetryAdvice } from './errors.ts';
import type { ResponseCode } from './grammar/code.ts';
import type { StatusKind } from './grammar/types.ts';

/** `none` where nothing failed: such a code says nothing about the command that was refused. */
export type CodeAdvice = RetryAdvice | 'none';

type KnownCode = Exclude<ResponseCode['name'], 'other' | 'malformed'>;

/**
 * Whether the command that a code refuses may be sent again, as it stands. The one place that knows: errors and the catalogue of codes
 * both ask here. What a program must change first, such as a charset, is `never`; what a person can, `after-user`.
 */
const adviceByCode: Readonly<Record<KnownCode, CodeAdvice>> = {
  ALERT: 'none',
  ALREADYEXISTS: 'after-user',
  ANNOTATE: 'after-user',
  ANNOTATIONS: 'none',
  APPENDUID: 'none',
  AUTHENTICATIONFAILED: 'after-user',
  AUTHORIZATIONFAILED: 'after-user',
  // The core has tried the charsets that the server names before anybody hears of it.
  BADCHARSET: 'never',
  BADCOMPARATOR: 'after-user',
  BADEVENT: 'never',
  BADURL: 'after-user',
  CANNOT: 'never',
  CAPABILITY: 'none',
  CLIENTBUG: 'never',
  CLOSED: 'none',
  COMPRESSIONACTIVE: 'never',
  CONTACTADMIN: 'after-user',
  COPYUID: 'none',
  CORRUPTION: 'after-user',
  EXPIRED: 'after-user',
  // The list is true again after the next command.
  EXPUNGEISSUED: 'now',
  HASCHILDREN: 'after-user',
  HIGHESTMODSEQ: 'none',
  INPROGRESS: 'none',
  INUSE: 'later',
  // A limit of the implementation, such as flags in a mailbox (RFC 9051 §7.1): waiting does not move it. That of connections passes.
  LIMIT: 'after-user',
  MAILBOXID: 'none',
  MAXCONVERTMESSAGES: 'never',
  MAXCONVERTPARTS: 'never',
  MESSAGELIMIT: 'never',
  METADATA: 'after-user',
  MODIFIED: 'after-user',
  NEWNAME: 'after-user',
  NOMODSEQ: 'none',
  NONEXISTENT: 'after-user',
  NOPERM: 'after-user',
  NOTIFICATIONOVERFLOW: 'later',
  NOTSAVED: 'never',
  NOUPDATE: 'none',
  OVERQUOTA: 'after-user',
  PARSE: 'never',
  PERMANENTFLAGS: 'none',
  PRIVACYREQUIRED: 'after-user',
  'READ-ONLY': 'none',
  'READ-WRITE': 'none',
  REFERRAL: 'after-user',
  SERVERBUG: 'later',
  TEMPFAIL: 'later',
  THROTTLED: 'later',
  TOOBIG: 'after-user',
  TRYCREATE: 'after-user',
  UIDNEXT: 'none',
  UIDNOTSTICKY: 'none',
  UIDREQUIRED: 'never',
  UIDVALIDITY: 'none',
  UNAVAILABLE: 'later',
  'UNDEFINED-FILTER': 'after-user',
  'UNKNOWN-CTE': 'never',
  UNSEEN: 'none',
  URLMECH: 'none',
  USEATTR: 'after-user',
  WEBALERT: 'after-user',
};

/** The same for a status without a code that says more. */
const adviceByStatus: Readonly<Record<StatusKind, CodeAdvice>> = {
  OK: 'none',
  // Understood and not carried out: its text tells the person why.
  NO: 'after-user',
  BAD: 'never',
  PREAUTH: 'none',
  BYE: 'reconnect',
};

const adviceByName: ReadonlyMap<string, CodeAdvice> = new Map(Object.entries({ ...adviceByCode, ...adviceByStatus }));

/** Of a code or a status, by its name; `none` for those outside both tables. */
export function adviceOf(name: string): CodeAdvice {
  return adviceByName.get(name) ?? 'none';
}

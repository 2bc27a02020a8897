import type { ModSeq, Uid } from '../wire/ids.ts';
import type { NumberRange } from '../wire/sequence-set.ts';

/** Codes that carry nothing beside the human-readable text. */
export const bareCodes = [
  'ALERT',
  'ALREADYEXISTS',
  'AUTHENTICATIONFAILED',
  'AUTHORIZATIONFAILED',
  'CANNOT',
  'CLIENTBUG',
  'CLOSED',
  'COMPRESSIONACTIVE',
  'CONTACTADMIN',
  'CORRUPTION',
  'EXPIRED',
  'EXPUNGEISSUED',
  'HASCHILDREN',
  'INUSE',
  'LIMIT',
  'NOMODSEQ',
  'NONEXISTENT',
  'NOPERM',
  'NOTIFICATIONOVERFLOW',
  'NOTSAVED',
  'OVERQUOTA',
  'PARSE',
  'PRIVACYREQUIRED',
  'READ-ONLY',
  'READ-WRITE',
  'SERVERBUG',
  'TEMPFAIL',
  'THROTTLED',
  'TOOBIG',
  'TRYCREATE',
  'UIDNOTSTICKY',
  'UIDREQUIRED',
  'UNAVAILABLE',
  'UNKNOWN-CTE',
  'USEATTR',
] as const;
export type BareCodeName = (typeof bareCodes)[number];

/**
 * A response code, `[NAME …]` in a status response (RFC 9051 §7.1 and the IANA registry of IMAP response codes).
 * Names are upper-case. UIDs in sets stay ranges: a server may claim four thousand million of them.
 */
export type ResponseCode =
  | { readonly name: BareCodeName }
  | { readonly name: 'APPENDUID'; readonly uidValidity: number; readonly uids: readonly NumberRange[] }
  | {
      readonly name: 'COPYUID';
      readonly uidValidity: number;
      readonly source: readonly NumberRange[];
      readonly destination: readonly NumberRange[];
    }
  | { readonly name: 'BADCHARSET'; readonly charsets: readonly string[] }
  | { readonly name: 'CAPABILITY'; readonly capabilities: readonly string[] }
  | { readonly name: 'PERMANENTFLAGS'; readonly flags: readonly string[] }
  | { readonly name: 'UIDNEXT'; readonly value: number }
  | { readonly name: 'UIDVALIDITY'; readonly value: number }
  | { readonly name: 'UNSEEN'; readonly value: number }
  | { readonly name: 'HIGHESTMODSEQ'; readonly value: ModSeq | null }
  | { readonly name: 'MODIFIED'; readonly set: readonly NumberRange[] }
  | { readonly name: 'BADURL'; readonly url: string }
  | { readonly name: 'REFERRAL'; readonly urls: readonly string[] }
  | { readonly name: 'WEBALERT'; readonly url: string }
  | { readonly name: 'NEWNAME'; readonly from: string; readonly to: string }
  | { readonly name: 'URLMECH'; readonly mechanisms: readonly string[] }
  | { readonly name: 'BADCOMPARATOR'; readonly comparator: string | null }
  | { readonly name: 'ANNOTATE'; readonly reason: 'TOOBIG' | 'TOOMANY' }
  | { readonly name: 'ANNOTATIONS'; readonly limit: number | 'NONE' | 'READ-ONLY'; readonly noPrivate: boolean }
  | { readonly name: 'MAXCONVERTMESSAGES' | 'MAXCONVERTPARTS'; readonly limit: number }
  | { readonly name: 'NOUPDATE'; readonly tag: string }
  | { readonly name: 'METADATA'; readonly problem: 'LONGENTRIES' | 'MAXSIZE'; readonly size: number }
  | { readonly name: 'METADATA'; readonly problem: 'TOOMANY' | 'NOPRIVATE' }
  | { readonly name: 'BADEVENT'; readonly events: readonly string[] }
  | { readonly name: 'UNDEFINED-FILTER'; readonly filter: string }
  | { readonly name: 'MAILBOXID'; readonly id: string }
  | {
      readonly name: 'INPROGRESS';
      readonly tag: string | null;
      readonly progress: number | null;
      readonly goal: number | null;
    }
  | { readonly name: 'MESSAGELIMIT'; readonly limit: number; readonly lastUid: Uid | null }
  /** A name outside the catalogue; `args` verbatim. Legal, never an error (RFC 9051 §7.1). */
  | { readonly name: 'other'; readonly code: string; readonly args: string | null }
  /** A known name whose payload does not parse; `args` verbatim, so that nothing is lost. */
  | { readonly name: 'malformed'; readonly code: string; readonly args: string | null };

/** The code's name as it stood on the wire, in upper case. */
export function codeName(code: ResponseCode): string {
  return code.name === 'other' || code.name === 'malformed' ? code.code : code.name;
}

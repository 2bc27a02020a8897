import type { ResponseCode } from '../../../extension/imap/grammar/code.ts';
import { modSeq, uid } from '../../../extension/imap/wire/ids.ts';

/** What is to come of a code on every kind of line; written from the specification and the RFCs, by hand. */
export interface Expected {
  /** What stands in the brackets on the wire; null: no brackets at all. */
  readonly wire: string | null;
  readonly payload: ResponseCode | null;
  /**
   * One letter per line: tagged OK NO BAD · untagged OK NO BAD · greeting · BYE · continuation.
   * Modal, Error, Warning, Info, Progress, State, Log.
   */
  readonly on: string;
  /** Actions of the code itself, by id. */
  readonly offers: string;
  /** What a tagged NO or BAD means is said by the code itself, or dealt with by the core: its status offers nothing more. */
  readonly handled?: true;
}

const range = (from: number, to = from) => ({ from, to });
const url = 'https://accounts.example.com/signin';

const errors = 'EEE EEE E E E';
const warnings = 'WWW WWW W W W';
const quiet = 'LEE LLL L W L';
const handled = 'LLL LLL L W L';
const state = 'SEE SSS S W S';

// One row a line, so that it reads as the table it is.
// prettier-ignore
export const everyCode: Readonly<Record<string, Expected>> = {
  '(no code)':          { wire: null, payload: null, on: 'LEE LWW L W L', offers: '' },
  '(unknown code)':     { wire: 'X-FOO some args', payload: { name: 'other', code: 'X-FOO', args: 'some args' }, on: 'LEE LWW L W L', offers: '' },

  // Session.
  ALERT:                { wire: 'ALERT', payload: { name: 'ALERT' }, on: 'MMM MMM M M M', offers: 'acknowledge showInLog' },
  CAPABILITY:           { wire: 'CAPABILITY IMAP4rev1 ID', payload: { name: 'CAPABILITY', capabilities: ['IMAP4rev1', 'ID'] }, on: quiet, offers: '' },
  CLIENTBUG:            { wire: 'CLIENTBUG', payload: { name: 'CLIENTBUG' }, on: errors, offers: 'copyReport' },
  SERVERBUG:            { wire: 'SERVERBUG', payload: { name: 'SERVERBUG' }, on: errors, offers: 'copyReport' },
  COMPRESSIONACTIVE:    { wire: 'COMPRESSIONACTIVE', payload: { name: 'COMPRESSIONACTIVE' }, on: handled, offers: '', handled: true },
  INPROGRESS:           { wire: 'INPROGRESS ("A7" 45 100)', payload: { name: 'INPROGRESS', tag: 'A7', progress: 45, goal: 100 }, on: 'PEE PPP P W P', offers: '' },
  UIDREQUIRED:          { wire: 'UIDREQUIRED', payload: { name: 'UIDREQUIRED' }, on: errors, offers: 'copyReport showInLog' },
  URLMECH:              { wire: 'URLMECH INTERNAL XSAMPLE', payload: { name: 'URLMECH', mechanisms: ['INTERNAL', 'XSAMPLE'] }, on: quiet, offers: '' },

  // Signing in and rights.
  AUTHENTICATIONFAILED: { wire: 'AUTHENTICATIONFAILED', payload: { name: 'AUTHENTICATIONFAILED' }, on: errors, offers: 'enterPassword editAccount' },
  AUTHORIZATIONFAILED:  { wire: 'AUTHORIZATIONFAILED', payload: { name: 'AUTHORIZATIONFAILED' }, on: errors, offers: 'editAccount' },
  EXPIRED:              { wire: 'EXPIRED', payload: { name: 'EXPIRED' }, on: errors, offers: 'signInAgain' },
  UNAVAILABLE:          { wire: 'UNAVAILABLE', payload: { name: 'UNAVAILABLE' }, on: warnings, offers: 'retryNow' },
  PRIVACYREQUIRED:      { wire: 'PRIVACYREQUIRED', payload: { name: 'PRIVACYREQUIRED' }, on: errors, offers: 'turnOnTls' },
  CONTACTADMIN:         { wire: 'CONTACTADMIN', payload: { name: 'CONTACTADMIN' }, on: errors, offers: 'copyForAdministrator' },
  NOPERM:               { wire: 'NOPERM', payload: { name: 'NOPERM' }, on: errors, offers: 'showMyRights' },
  REFERRAL:             { wire: 'REFERRAL imap://mike@server2/', payload: { name: 'REFERRAL', urls: ['imap://mike@server2/'] }, on: warnings, offers: 'copyUrl showInLog' },
  WEBALERT:             { wire: `WEBALERT ${url}`, payload: { name: 'WEBALERT', url }, on: warnings, offers: 'openWebPage showInLog' },

  // Mailboxes.
  ALREADYEXISTS:        { wire: 'ALREADYEXISTS', payload: { name: 'ALREADYEXISTS' }, on: errors, offers: 'openThatMailbox chooseAnotherName' },
  NONEXISTENT:          { wire: 'NONEXISTENT', payload: { name: 'NONEXISTENT' }, on: errors, offers: 'refreshMailboxes' },
  TRYCREATE:            { wire: 'TRYCREATE', payload: { name: 'TRYCREATE' }, on: warnings, offers: 'createMailboxAndRetry' },
  HASCHILDREN:          { wire: 'HASCHILDREN', payload: { name: 'HASCHILDREN' }, on: errors, offers: 'refreshMailboxes showInLog' },
  NEWNAME:              { wire: 'NEWNAME "old" new', payload: { name: 'NEWNAME', from: 'old', to: 'new' }, on: warnings, offers: 'refreshMailboxes' },
  INUSE:                { wire: 'INUSE', payload: { name: 'INUSE' }, on: warnings, offers: 'retryNow' },
  CORRUPTION:           { wire: 'CORRUPTION', payload: { name: 'CORRUPTION' }, on: errors, offers: 'copyForAdministrator' },
  'READ-ONLY':          { wire: 'READ-ONLY', payload: { name: 'READ-ONLY' }, on: state, offers: 'reopen' },
  'READ-WRITE':         { wire: 'READ-WRITE', payload: { name: 'READ-WRITE' }, on: state, offers: '' },
  CLOSED:               { wire: 'CLOSED', payload: { name: 'CLOSED' }, on: quiet, offers: '' },
  PERMANENTFLAGS:       { wire: 'PERMANENTFLAGS (\\Seen \\*)', payload: { name: 'PERMANENTFLAGS', flags: ['\\Seen', '\\*'] }, on: quiet, offers: '' },
  UIDNEXT:              { wire: 'UIDNEXT 4392', payload: { name: 'UIDNEXT', value: 4392 }, on: quiet, offers: '' },
  UIDVALIDITY:          { wire: 'UIDVALIDITY 3857529045', payload: { name: 'UIDVALIDITY', value: 3857529045 }, on: quiet, offers: '' },
  UIDNOTSTICKY:         { wire: 'UIDNOTSTICKY', payload: { name: 'UIDNOTSTICKY' }, on: quiet, offers: '' },
  UNSEEN:               { wire: 'UNSEEN 12', payload: { name: 'UNSEEN', value: 12 }, on: quiet, offers: 'goToFirstUnread' },
  HIGHESTMODSEQ:        { wire: 'HIGHESTMODSEQ 715194045007', payload: { name: 'HIGHESTMODSEQ', value: modSeq(715194045007n) }, on: quiet, offers: '' },
  NOMODSEQ:             { wire: 'NOMODSEQ', payload: { name: 'NOMODSEQ' }, on: quiet, offers: '' },
  MAILBOXID:            { wire: 'MAILBOXID (F2212ea87)', payload: { name: 'MAILBOXID', id: 'F2212ea87' }, on: quiet, offers: '' },
  USEATTR:              { wire: 'USEATTR', payload: { name: 'USEATTR' }, on: errors, offers: 'showInLog' },

  // Messages.
  APPENDUID:            { wire: 'APPENDUID 38505 3955', payload: { name: 'APPENDUID', uidValidity: 38505, uids: [range(3955)] }, on: quiet, offers: 'undo reveal' },
  COPYUID:              { wire: 'COPYUID 38505 304,319:320 3956:3958', payload: { name: 'COPYUID', uidValidity: 38505, source: [range(304), range(319, 320)], destination: [range(3956, 3958)] }, on: quiet, offers: 'undo reveal' },
  EXPUNGEISSUED:        { wire: 'EXPUNGEISSUED', payload: { name: 'EXPUNGEISSUED' }, on: handled, offers: '', handled: true },
  MODIFIED:             { wire: 'MODIFIED 7,9', payload: { name: 'MODIFIED', set: [range(7), range(9)] }, on: warnings, offers: 'reload overwrite' },
  PARSE:                { wire: 'PARSE', payload: { name: 'PARSE' }, on: warnings, offers: 'viewSource' },
  'UNKNOWN-CTE':        { wire: 'UNKNOWN-CTE', payload: { name: 'UNKNOWN-CTE' }, on: warnings, offers: 'viewSource showInLog' },
  BADURL:               { wire: 'BADURL "/INBOX;UID=1"', payload: { name: 'BADURL', url: '/INBOX;UID=1' }, on: errors, offers: 'showInLog' },
  TOOBIG:               { wire: 'TOOBIG', payload: { name: 'TOOBIG' }, on: errors, offers: 'showInLog' },
  ANNOTATE:             { wire: 'ANNOTATE TOOBIG', payload: { name: 'ANNOTATE', reason: 'TOOBIG' }, on: errors, offers: 'showInLog' },
  ANNOTATIONS:          { wire: 'ANNOTATIONS 20480 NOPRIVATE', payload: { name: 'ANNOTATIONS', limit: 20480, noPrivate: true }, on: quiet, offers: '' },
  TEMPFAIL:             { wire: 'TEMPFAIL', payload: { name: 'TEMPFAIL' }, on: warnings, offers: 'retryNow' },

  // Searching and being notified.
  BADCHARSET:           { wire: 'BADCHARSET', payload: { name: 'BADCHARSET', charsets: [] }, on: errors, offers: 'retryInUsAscii' },
  'BADCHARSET (list)':  { wire: 'BADCHARSET (US-ASCII UTF-8)', payload: { name: 'BADCHARSET', charsets: ['US-ASCII', 'UTF-8'] }, on: handled, offers: 'retryInUsAscii', handled: true },
  NOTSAVED:             { wire: 'NOTSAVED', payload: { name: 'NOTSAVED' }, on: warnings, offers: 'showInLog' },
  BADCOMPARATOR:        { wire: 'BADCOMPARATOR', payload: { name: 'BADCOMPARATOR', comparator: null }, on: errors, offers: 'showInLog' },
  'UNDEFINED-FILTER':   { wire: 'UNDEFINED-FILTER only-today', payload: { name: 'UNDEFINED-FILTER', filter: 'only-today' }, on: errors, offers: 'showInLog' },
  NOUPDATE:             { wire: 'NOUPDATE "B02"', payload: { name: 'NOUPDATE', tag: 'B02' }, on: quiet, offers: '' },
  NOTIFICATIONOVERFLOW: { wire: 'NOTIFICATIONOVERFLOW', payload: { name: 'NOTIFICATIONOVERFLOW' }, on: handled, offers: '', handled: true },
  BADEVENT:             { wire: 'BADEVENT (MessageNew)', payload: { name: 'BADEVENT', events: ['MessageNew'] }, on: handled, offers: '', handled: true },

  // Limits.
  OVERQUOTA:            { wire: 'OVERQUOTA', payload: { name: 'OVERQUOTA' }, on: 'WEE WWW W W W', offers: 'showQuota' },
  LIMIT:                { wire: 'LIMIT', payload: { name: 'LIMIT' }, on: warnings, offers: 'showInLog' },
  CANNOT:               { wire: 'CANNOT', payload: { name: 'CANNOT' }, on: errors, offers: 'showInLog copyReport' },
  MESSAGELIMIT:         { wire: 'MESSAGELIMIT 1000 23221', payload: { name: 'MESSAGELIMIT', limit: 1000, lastUid: uid(23221) }, on: warnings, offers: 'showInLog' },
  MAXCONVERTMESSAGES:   { wire: 'MAXCONVERTMESSAGES 1', payload: { name: 'MAXCONVERTMESSAGES', limit: 1 }, on: warnings, offers: 'showInLog' },
  MAXCONVERTPARTS:      { wire: 'MAXCONVERTPARTS 2', payload: { name: 'MAXCONVERTPARTS', limit: 2 }, on: warnings, offers: 'showInLog' },
  METADATA:             { wire: 'METADATA TOOMANY', payload: { name: 'METADATA', problem: 'TOOMANY' }, on: 'LEE LEE L E L', offers: 'showInLog', handled: true },
  THROTTLED:            { wire: 'THROTTLED', payload: { name: 'THROTTLED' }, on: state, offers: 'showInLog' },
};

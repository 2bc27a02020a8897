import type { PolicyRow } from './policy-types.ts';

/** How each code and status surfaces. The only place that says so: notifications, gallery, list and tests read it. */
// One row a line, so that it reads as the table it is.
// prettier-ignore
export const policyTable: readonly PolicyRow[] = [
  // Statuses: what counts when there is no code, or one that nobody knows.
  { code: 'OK', surface: 'log', actions: [] },
  { code: 'NO', tagged: true, surface: 'error', actions: ['retry', 'showInLog'] },
  { code: 'NO', tagged: false, surface: 'warning', actions: ['showInLog'] },
  { code: 'BAD', tagged: true, surface: 'error', actions: ['showInLog', 'copyReport'] },
  { code: 'BAD', tagged: false, surface: 'warning', needsPerson: true, actions: ['showInLog'] },
  { code: 'PREAUTH', when: 'would-skip-tls', surface: 'error', needsPerson: true, actions: ['editAccount', 'showInLog'], effect: 'The connection is refused.' },
  { code: 'PREAUTH', surface: 'state', state: 'pre-authenticated', actions: [] },
  { code: 'BYE', when: 'after-logout', surface: 'log', actions: [] },
  { code: 'BYE', surface: 'warning', needsPerson: true, state: 'disconnected', actions: ['reconnect', 'showInLog'] },

  // Session.
  { code: 'ALERT', surface: 'modal', needsPerson: true, once: true, actions: ['acknowledge', 'showInLog'] },
  { code: 'CAPABILITY', surface: 'log', actions: [], effect: 'The list of capabilities is replaced.' },
  { code: 'CLIENTBUG', surface: 'error', actions: ['copyReport'] },
  { code: 'SERVERBUG', surface: 'error', actions: ['copyReport'] },
  { code: 'COMPRESSIONACTIVE', surface: 'log', handled: true, actions: [] },
  { code: 'INPROGRESS', surface: 'progress', state: 'in-progress', actions: [] },
  { code: 'UIDREQUIRED', surface: 'error', actions: ['copyReport', 'showInLog'] },
  { code: 'URLMECH', surface: 'log', actions: [] },

  // Signing in and rights.
  { code: 'AUTHENTICATIONFAILED', surface: 'error', needsPerson: true, actions: ['enterPassword', 'editAccount'] },
  { code: 'AUTHORIZATIONFAILED', surface: 'error', needsPerson: true, actions: ['editAccount'] },
  { code: 'EXPIRED', surface: 'error', needsPerson: true, actions: ['signInAgain'] },
  { code: 'UNAVAILABLE', surface: 'warning', actions: ['retryNow'], effect: 'Tried again after a while, each time a longer one.' },
  { code: 'PRIVACYREQUIRED', surface: 'error', needsPerson: true, actions: ['turnOnTls'] },
  { code: 'CONTACTADMIN', surface: 'error', needsPerson: true, actions: ['copyForAdministrator'] },
  { code: 'NOPERM', surface: 'error', actions: ['showMyRights'] },
  // Nobody follows a referral but the person, so a background sign-in must not hide it.
  { code: 'REFERRAL', surface: 'warning', needsPerson: true, actions: ['copyUrl', 'showInLog'], effect: 'Never followed by itself.' },
  { code: 'WEBALERT', surface: 'warning', needsPerson: true, actions: ['openWebPage', 'showInLog'], effect: 'Opened only by a click, after the host was shown.' },

  // Mailboxes.
  { code: 'ALREADYEXISTS', surface: 'error', actions: ['openThatMailbox', 'chooseAnotherName'] },
  { code: 'NONEXISTENT', surface: 'error', actions: ['refreshMailboxes'], effect: 'The mailbox tree is refreshed.' },
  { code: 'TRYCREATE', surface: 'warning', actions: ['createMailboxAndRetry'] },
  { code: 'HASCHILDREN', surface: 'error', actions: ['refreshMailboxes', 'showInLog'] },
  { code: 'NEWNAME', surface: 'warning', actions: ['refreshMailboxes'] },
  { code: 'INUSE', surface: 'warning', actions: ['retryNow'], effect: 'Tried again after a while, each time a longer one.' },
  { code: 'CORRUPTION', surface: 'error', needsPerson: true, state: 'corrupt', actions: ['copyForAdministrator'] },
  { code: 'READ-ONLY', when: 'was-read-write', surface: 'info', state: 'read-only', actions: ['reopen'], effect: 'Commands that change are switched off.' },
  { code: 'READ-ONLY', surface: 'state', state: 'read-only', actions: ['reopen'], effect: 'Commands that change are switched off.' },
  { code: 'READ-WRITE', surface: 'state', state: 'read-write', actions: [] },
  { code: 'CLOSED', surface: 'log', actions: [] },
  { code: 'PERMANENTFLAGS', surface: 'log', actions: [], effect: 'Flags that would not last are switched off.' },
  { code: 'UIDNEXT', surface: 'log', actions: [], effect: 'Tells of new mail.' },
  { code: 'UIDVALIDITY', when: 'uidvalidity-changed', surface: 'info', actions: [], effect: 'What was remembered of the mailbox is discarded.' },
  { code: 'UIDVALIDITY', surface: 'log', actions: [] },
  { code: 'UIDNOTSTICKY', surface: 'log', actions: [], effect: 'Nothing is remembered of the mailbox.' },
  { code: 'UNSEEN', surface: 'log', actions: ['goToFirstUnread'] },
  { code: 'HIGHESTMODSEQ', surface: 'log', actions: [] },
  { code: 'NOMODSEQ', surface: 'log', actions: [] },
  { code: 'MAILBOXID', surface: 'log', actions: [] },
  { code: 'USEATTR', surface: 'error', actions: ['showInLog'] },

  // Messages.
  { code: 'APPENDUID', surface: 'log', actions: ['undo', 'reveal'] },
  { code: 'COPYUID', surface: 'log', actions: ['undo', 'reveal'] },
  { code: 'EXPUNGEISSUED', surface: 'log', handled: true, actions: [], effect: 'The message list is brought up to date.' },
  { code: 'MODIFIED', surface: 'warning', actions: ['reload', 'overwrite'] },
  { code: 'PARSE', surface: 'warning', once: true, state: 'malformed-message', actions: ['viewSource'] },
  { code: 'UNKNOWN-CTE', surface: 'warning', actions: ['viewSource', 'showInLog'] },
  { code: 'BADURL', surface: 'error', actions: ['showInLog'] },
  { code: 'TOOBIG', surface: 'error', actions: ['showInLog'] },
  { code: 'ANNOTATE', surface: 'error', actions: ['showInLog'] },
  { code: 'ANNOTATIONS', surface: 'log', actions: [] },
  { code: 'TEMPFAIL', surface: 'warning', actions: ['retryNow'] },

  // Searching and being notified.
  { code: 'BADCHARSET', when: 'repeated-in-another-charset', surface: 'log', handled: true, actions: ['retryInUsAscii'], effect: 'The search is repeated in another charset.' },
  { code: 'BADCHARSET', surface: 'error', actions: ['retryInUsAscii'] },
  { code: 'NOTSAVED', surface: 'warning', actions: ['showInLog'] },
  { code: 'BADCOMPARATOR', surface: 'error', actions: ['showInLog'] },
  { code: 'UNDEFINED-FILTER', surface: 'error', actions: ['showInLog'] },
  { code: 'NOUPDATE', surface: 'log', actions: [] },
  { code: 'NOTIFICATIONOVERFLOW', surface: 'log', handled: true, actions: [], effect: 'Changes are looked for at intervals instead.' },
  { code: 'BADEVENT', surface: 'log', handled: true, actions: [], effect: 'Only the events that the server knows are asked for.' },

  // Limits.
  { code: 'OVERQUOTA', kinds: ['NO', 'BAD'], tagged: true, surface: 'error', needsPerson: true, state: 'over-quota', actions: ['showQuota'] },
  { code: 'OVERQUOTA', surface: 'warning', needsPerson: true, state: 'over-quota', actions: ['showQuota'] },
  { code: 'LIMIT', surface: 'warning', actions: ['showInLog'] },
  { code: 'CANNOT', surface: 'error', actions: ['showInLog', 'copyReport'] },
  { code: 'MESSAGELIMIT', surface: 'warning', actions: ['showInLog'] },
  { code: 'MAXCONVERTMESSAGES', surface: 'warning', actions: ['showInLog'] },
  { code: 'MAXCONVERTPARTS', surface: 'warning', actions: ['showInLog'] },
  { code: 'METADATA', when: 'nothing-failed', surface: 'log', actions: [] },
  { code: 'METADATA', surface: 'error', actions: ['showInLog'] },
  { code: 'THROTTLED', surface: 'state', state: 'throttled', actions: ['showInLog'] },
];

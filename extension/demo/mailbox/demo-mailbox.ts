import type { DemoFolder, DemoMailbox, DemoMessage } from '../server/seed.ts';
import { archived, drafts, receipts, sent } from './archive.ts';
import { badHeaders, junk, missingEnd, trash, wrongBoundary } from './broken.ts';
import type { DemoClock } from './build.ts';
import { arabic, hebrew, iso2022jp, koi8, latin9, shiftJis, splitWords, windows1252 } from './charset-mail.ts';
import { alert, emptyBody, flowed, flowedDelSp, forwarded, noSubject, signed, undisclosed } from './forms.ts';
import { newInInbox } from './inbox-new.ts';
import { invite } from './invite.ts';
import { announcements, discussion, patchSeries } from './lists.ts';
import { newsletter, testCard } from './newsletter.ts';
import { bounce, readReceipt } from './reports.ts';
import { idleThread, issueMail } from './thread.ts';

/** Times relative to `now`, cut to the minute. */
export function demoClock(now: Date): DemoClock {
  const base = Math.floor(now.getTime() / 60_000) * 60_000;
  return {
    ago: (days, hours = 0, minutes = 0) => new Date(base - ((days * 24 + hours) * 60 + minutes) * 60_000),
    at: (iso) => new Date(iso),
  };
}

/** In the order of arrival, as a server hands out UIDs. */
function byArrival(messages: readonly DemoMessage[]): DemoMessage[] {
  return [...messages].sort((a, b) => a.internalDate.getTime() - b.internalDate.getTime());
}

/** The demo mailbox as of `now`; the same moment gives the same octets. */
export function buildDemoMailbox(now: Date): DemoMailbox {
  const clock = demoClock(now);
  const inbox = [
    ...newInInbox(clock),
    invite(clock),
    newsletter(clock),
    testCard(clock),
    windows1252(clock),
    koi8(clock),
    iso2022jp(clock),
    splitWords(clock),
    arabic(clock),
    hebrew(clock),
    flowedDelSp(clock),
    flowed(clock),
    noSubject(clock),
    emptyBody(clock),
    forwarded(clock),
    signed(clock),
    undisclosed(clock),
    alert(clock, 4, 91),
    alert(clock, 1, 97),
    bounce(clock),
    readReceipt(clock),
    wrongBoundary(clock),
    missingEnd(clock),
    badHeaders(clock),
  ];
  const folders: readonly DemoFolder[] = [
    { path: 'INBOX', messages: inbox },
    { path: 'Archive', specialUse: '\\Archive', messages: archived(clock) },
    { path: 'Drafts', specialUse: '\\Drafts', messages: drafts(clock) },
    { path: 'Junk', specialUse: '\\Junk', messages: junk(clock) },
    { path: 'Later', messages: [] },
    { path: 'Lists', noSelect: true, subscribed: false, messages: [] },
    { path: 'Lists/announce', readOnly: true, messages: announcements(clock) },
    { path: 'Lists/imap-dev', messages: [...discussion(clock), ...patchSeries(clock)] },
    { path: 'Projects', messages: [] },
    { path: 'Projects/Mail Explorer', messages: idleThread(clock) },
    { path: 'Projects/Mail Explorer/Issues', messages: issueMail(clock) },
    { path: 'Rechnungen', noSelect: true, subscribed: false, messages: [] },
    { path: 'Rechnungen/Übersicht', messages: [latin9(clock), ...receipts(clock)] },
    { path: 'Sent', specialUse: '\\Sent', messages: sent(clock) },
    { path: 'Trash', specialUse: '\\Trash', messages: trash(clock) },
    { path: '日本語', messages: [shiftJis(clock)] },
    { path: 'Kaffee ☕', subscribed: false, messages: [] },
  ];
  return { folders: folders.map((folder) => ({ ...folder, messages: byArrival(folder.messages) })) };
}

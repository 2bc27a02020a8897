import type { FaultRow, Seed } from '../row.ts';

const jobs = 'test/unit/imap/client-jobs.test.ts';
const clientState = 'test/unit/imap/client-state.test.ts';
const resume = 'test/unit/imap/client-resume.test.ts';
const farewell = 'test/unit/imap/client-farewell.test.ts';
const keep = 'test/unit/imap/client-keep.test.ts';
const messages = 'test/unit/imap/client-messages.test.ts';
const fetching = 'test/unit/imap/client-fetch.test.ts';
const commands = 'test/unit/imap/engine-commands.test.ts';
const transferJob = 'extension/imap/client/transfer-job.ts';
const appendJob = 'extension/imap/client/append-job.ts';
const sentMessage = 'extension/imap/client/sent-message.ts';
const selection = 'extension/imap/session/selection.ts';
const engine = 'extension/imap/session/engine.ts';

const copyTaken = {
  file: transferJob,
  find: 'if (!maybeDone(error)) this.#unsure = false;\n      throw error;',
  replace: 'this.#copied = piece;',
};
const copied = 'a copy that failed counts as made';

const inMessages = (find: string, replace: string): Seed => ({
  file: 'extension/imap/client/messages.ts',
  find,
  replace,
});
const unreadable = inMessages(
  "if (error instanceof ImapError && error.detail.kind === 'malformed-reply') return null;",
  "if (error instanceof ImapError && error.detail.kind === 'malformed-reply') return merge([{ from: 3, to: 4 }]);",
);
/** As it was: whatever is not said to be marked by others is ours. */
const silent = inMessages('if (lacking.length > 0 &&', 'if (marked.length < 0 &&');

const whoIsMarked: readonly (readonly [string, Seed])[] = [
  ['does not parse, beside one that does', unreadable],
  ['does not come', silent],
  ['has a name that nobody knows', silent],
  ['leaves out the one that was just marked', silent],
];

export const state: readonly FaultRow[] = [
  ...['NO [OVERQUOTA]', 'BYE', 'a cut'].map((how): FaultRow => ({
    row: 45,
    fault: `COPY of a move by fall-back ends by ${how}`,
    test: {
      file: jobs,
      name: `fault 45: COPY of a move by fall-back ends by ${how}: nothing is marked, nothing expunged`,
    },
    seed: copyTaken,
    bug: copied,
  })),
  {
    row: 46,
    fault: 'no UIDPLUS, and others have marked messages too',
    test: { file: messages, name: 'without UIDPLUS nothing is expunged while others have marked messages too' },
    seed: {
      file: 'extension/imap/client/messages.ts',
      find: 'difference(marked, set).length > 0',
      replace: 'false',
    },
    bug: 'a bare EXPUNGE in any case',
  },
  ...whoIsMarked.map(([how, seed]): FaultRow => ({
    row: 46,
    fault: `no UIDPLUS, and the answer who is marked ${how}`,
    test: {
      file: messages,
      name: `fault 46: without UIDPLUS, the answer who is marked ${how}: nothing is expunged`,
    },
    seed,
    bug: 'what could not be read is taken for “nobody else”',
  })),
  {
    row: 46,
    fault: 'no UIDPLUS, and the answer comes in several lines',
    test: { file: messages, name: 'without UIDPLUS, an answer in several lines counts as a whole' },
    seed: {
      file: 'extension/imap/command/search.ts',
      find: 'this.#found.length < 2',
      replace: 'this.#found.length > 0',
    },
    bug: 'only the last line counts',
  },
  {
    row: 47,
    fault: 'cut between COPY and STORE',
    test: { file: jobs, name: 'fault 47: cut between COPY and STORE: the copy is known, only the source goes' },
    seed: {
      file: transferJob,
      find: 'this.#pending = difference(this.#pending, piece);\n      this.#unsure = false;',
      replace: 'this.#unsure = false;',
    },
    bug: 'what was copied is copied again',
  },
  {
    row: 47,
    fault: 'the answer to COPY is lost',
    test: {
      file: jobs,
      name: 'fault 47: the answer to COPY is lost: copies are found by Message-ID, only the missing one is copied',
    },
    seed: {
      file: transferJob,
      find: 'if (this.#unsure) await this.#lookForCopies(access, options);',
      replace: '',
    },
    bug: 'no look for copies before another COPY',
  },
  {
    row: 47,
    fault: 'a job is taken up again, and its search is answered by OK alone',
    test: {
      file: jobs,
      name: 'fault 47: a search that only its OK answers is no reason to leave messages without a copy',
    },
    seed: {
      file: 'extension/imap/client/still-there.ts',
      find: 'selected.selection.exists === 0;',
      replace: 'selected.selection.exists >= 0;',
    },
    bug: 'silence is taken for messages that are gone, and the job for done',
  },
  {
    row: 48,
    fault: 'the answer to APPEND is lost',
    test: { file: jobs, name: 'fault 48: the answer to APPEND is lost: the message is found and not sent again' },
    seed: {
      file: appendJob,
      find: 'if (found !== null) return found;',
      replace: '',
    },
    bug: 'sent again although it is there',
  },
  {
    row: 48,
    fault: 'the answer to APPEND is lost, and the server changed the header',
    test: {
      file: jobs,
      name: 'fault 48: a server that changed the header is known by the Message-ID, folded and in small letters',
    },
    seed: { file: appendJob, find: "else if (likeness === 'alike') alike ??= place;", replace: '' },
    bug: 'only an unchanged header is known again',
  },
  {
    row: 48,
    fault: 'the answer to APPEND is lost, and another message came that is only like it',
    test: { file: jobs, name: 'fault 48: without a Message-ID only the same header is the same message' },
    seed: {
      file: sentMessage,
      find: 'if (this.#id === null || messageIdOf(text) !== this.#id) return null;',
      replace: "if (this.#id === null) return 'alike';",
    },
    bug: 'whatever came is taken for it, and the message is lost',
  },
  {
    row: 48,
    fault: 'the answer to APPEND is lost, and another version of the message came that has its Message-ID',
    test: {
      file: jobs,
      name: 'fault 48: another version with the same Message-ID is another message: this one is sent',
    },
    seed: {
      file: sentMessage,
      find: "if (!sameDate(this.#header, text) || fieldOf(this.#header, 'subject') !== fieldOf(text, 'subject')) return null;",
      replace: '',
    },
    bug: 'the other version is taken for it, and what was written since is lost',
  },
  {
    row: 48,
    fault: 'the answer to APPEND is lost, and another version of the message came that has its whole header',
    test: { file: jobs, name: 'fault 48: the same header before another text is another message: this one is sent' },
    seed: {
      file: sentMessage,
      find: "return differs <= exactSlack ? 'same' : null;",
      replace: "return 'same';",
    },
    bug: 'the other version is taken for it, and what was written since is lost',
  },
  {
    row: 49,
    fault: 'another UIDVALIDITY after a reconnect',
    test: { file: resume, name: 'fault 49: another UIDVALIDITY voids all that was known' },
    seed: {
      file: 'extension/imap/client/resynchronise.ts',
      find: "return { kind: 'void' };",
      replace: '{}',
    },
    bug: 'old UIDs are taken for new ones',
  },
  {
    row: 49,
    fault: 'another UIDVALIDITY under a queued operation',
    test: { file: jobs, name: 'fault 49: a job whose mailbox was made anew stops and says so' },
    seed: {
      file: transferJob,
      find: 'if (mailbox.uidValidity !== uidValidity) throw madeAnew(kind',
      replace: 'void (kind',
    },
    bug: 'the operation goes on with UIDs of other messages',
  },
  {
    row: 50,
    fault: 'EXPUNGE in the middle of a fetch',
    test: { file: clientState, name: 'fault 50: EXPUNGE in the middle of a fetch: rows keep their UIDs, numbers move' },
    seed: {
      file: 'extension/imap/session/seq-map.ts',
      find: 'shiftEntries(node, index, 1, effort);',
      replace: 'shiftEntries(node, index, 0, effort);',
    },
    bug: 'what lies behind is not renumbered',
  },
  {
    row: 51,
    fault: 'events at sequence numbers whose UID is not known',
    test: {
      file: clientState,
      name: 'fault 51: what happens at a number whose UID was never told concerns no known message',
    },
    seed: {
      file: 'extension/imap/session/view.ts',
      find: 'if (uid === undefined) return mailbox.uidAt(seq);',
      replace: 'if (uid === undefined) return mailbox.uidAt(seq) ?? (seq as never);',
    },
    bug: 'a sequence number is taken for a UID',
  },
  {
    row: 51,
    fault: 'EXPUNGE at numbers whose UID is not known, in a mailbox that is kept in view',
    test: {
      file: keep,
      name: 'fault 51: EXPUNGE of messages whose number nobody knows: the server is asked once which went',
    },
    seed: {
      file: 'extension/imap/client/keep-mailbox.ts',
      find: "if (event.kind === 'expunge' && event.uid === null && taken > found) {",
      replace: "if (event.kind === 'closed' && taken > found) {",
    },
    bug: 'that a message went is told, but not which',
  },
  {
    row: 51,
    fault: 'which of them went is asked, and OK is all that comes',
    test: { file: keep, name: 'fault 51: a search that only its OK answers tells of nothing that went' },
    seed: {
      file: 'extension/imap/client/every-uid.ts',
      find: 'Math.min(before, mailbox.exists) === 0',
      replace: 'Math.min(before, mailbox.exists) >= 0',
    },
    bug: 'silence is taken for an empty mailbox, and every message for gone',
  },
  {
    row: 51,
    fault: 'VANISHED before the reader has its next turn',
    test: {
      file: keep,
      name: 'fault 51: what happens while the reader is busy with "in view" is told, before the mod-sequence counts',
    },
    seed: {
      file: 'extension/imap/client/keep-mailbox.ts',
      find: '{ signal, byUid: true, onEvent }',
      replace: '{ signal, byUid: true }',
    },
    bug: 'nobody listens in time',
  },
  {
    row: 52,
    fault: 'EXISTS drops, EXPUNGE beyond the end and of nothing',
    test: {
      file: fetching,
      name: 'fault 52: counts that contradict themselves ask for a resync and never go below zero',
    },
    seed: { file: selection, find: 'if (seq > this.#exists) {', replace: 'if (seq > this.#exists + 1e9) {' },
    bug: 'every EXPUNGE counts',
  },
  {
    row: 52,
    fault: 'EXPUNGE, VANISHED and EXISTS that cannot be read',
    test: {
      file: clientState,
      name: 'fault 52: what cannot be read of EXPUNGE, VANISHED and EXISTS makes every number doubtful',
    },
    seed: {
      file: engine,
      find: 'if (reason !== null) this.view.mailbox?.doubt(reason);',
      replace: '',
    },
    bug: 'the numbers that follow are read as before',
  },
  {
    row: 52,
    fault: 'a line of the answer to QRESYNC that cannot be read',
    test: {
      file: resume,
      name: 'fault 52: a line of the answer to QRESYNC that cannot be read: what changed is asked for',
    },
    seed: {
      file: 'extension/imap/client/resynchronise.ts',
      find: 'whole ? select : null',
      replace: 'whole ? select : select',
    },
    bug: 'what could be read is taken for all',
  },
  {
    row: 52,
    fault: 'a line that could not be read, then a higher mod-sequence',
    test: {
      file: keep,
      name: 'fault 52: after a line that could not be read the mod-sequences that came since prove nothing',
    },
    seed: {
      file: 'extension/imap/client/kept-state.ts',
      find: 'const modSeq = sure || highestModSeq === null ? highestModSeq : this.#began;',
      replace: 'const modSeq = sure ? highestModSeq : highestModSeq;',
    },
    bug: 'what was not told is taken for told',
  },
  {
    row: 53,
    fault: 'BYE during commands',
    test: {
      file: commands,
      name: 'BYE of the server: commands under way may still end, others fail, the connection closes',
    },
    seed: { file: engine, find: '    this.#bye = status;\n', replace: '' },
    bug: 'the reason is forgotten',
  },
  ...['hangs up', 'stays'].map((end): FaultRow => ({
    row: 53,
    fault: `BYE during IDLE, and the server ${end}`,
    test: {
      file: farewell,
      name: `fault 53: BYE during IDLE, and the server ${end}: the watcher is told why, nothing more is sent`,
    },
    seed: {
      file: 'extension/imap/client/idle-loop.ts',
      find: "if (!canIdle || !(error instanceof ImapError) || error.detail.kind !== 'refused') throw error;",
      replace: 'if (!canIdle) throw error;',
    },
    bug: 'the farewell is taken for a refusal of IDLE, and the mailbox is polled',
  })),
  ...['before the server takes the message', 'when the message has been sent'].map((moment): FaultRow => ({
    row: 53,
    fault: `BYE during APPEND, ${moment}`,
    test: {
      file: farewell,
      name: `fault 53: BYE during APPEND, ${moment}: it fails, and is not sent again by itself`,
    },
    seed: {
      file: 'extension/imap/session/connection.ts',
      find: 'this.#grace = this.clock.after(byeGraceMs, () => this.#transport.destroy());',
      replace: '',
    },
    bug: 'a server that says goodbye and stays is waited for',
  })),
  {
    row: 53,
    fault: 'BYE while a message is streamed',
    test: {
      file: farewell,
      name: 'fault 53: BYE while a message is streamed: it fails, and the rest of it stays here',
    },
    seed: { file: engine, find: '    this.#bye = status;\n', replace: '' },
    bug: 'the reason is forgotten',
  },
  {
    row: 53,
    fault: 'BYE during the APPEND of a job',
    test: {
      file: farewell,
      name: 'fault 53: BYE during the APPEND of a job: the next run looks for the message before it sends it',
    },
    seed: {
      file: 'extension/imap/client/mailbox-access.ts',
      find: "return kind === 'closed' || kind === 'timeout'",
      replace: "return kind === 'timeout'",
    },
    bug: 'what the server said goodbye to is taken for not done, and sent twice',
  },
  {
    row: 54,
    fault: 'completions with tags that are unknown, old or repeated',
    test: { file: commands, name: 'completions with unknown, old and repeated tags complete nothing' },
    seed: {
      file: engine,
      find: 'const submission = this.#underWay.tagged(status.tag);',
      replace: 'const submission = this.#underWay.tagged(status.tag) ?? this.#underWay.first;',
    },
    bug: 'any completion completes the oldest command',
  },
  {
    row: 54,
    fault: 'OK for the next command, before it is sent',
    test: { file: commands, name: 'a completion for a command that was never sent ends the connection' },
    seed: {
      file: 'extension/imap/session/tolerance.ts',
      find: '&& Number(number) > sent',
      replace: '&& Number(number) < 0',
    },
    bug: 'an answer to what nobody has asked is passed over',
  },
  {
    row: 55,
    fault: 'HIGHESTMODSEQ is lower after a reconnect',
    test: { file: resume, name: 'fault 55: HIGHESTMODSEQ below the known one: every flag is read again' },
    seed: {
      file: 'extension/imap/client/resynchronise.ts',
      find: '&& selection.highestModSeq >= modSeq;',
      replace: '&& selection.highestModSeq > 0n;',
    },
    bug: 'nothing has changed, it is believed',
  },
  {
    row: 55,
    fault: 'MODSEQ 0, negative, or going back',
    test: {
      file: resume,
      name: 'fault 55: a mod-sequence of 0, or one that goes back, ends their use in that mailbox',
    },
    seed: {
      file: selection,
      find: 'return this.#modSeqsWrong ? null : this.#highestModSeq;',
      replace: 'return this.#highestModSeq;',
    },
    bug: 'mod-sequences are trusted whatever they are',
  },
  {
    row: 56,
    fault: 'MODIFIED: somebody else changed the message meanwhile',
    test: { file: clientState, name: 'fault 56: MODIFIED: nothing is overwritten, what is there now is read' },
    seed: {
      file: 'extension/imap/client/messages.ts',
      find: 'if (modified.length > 0 && ',
      replace: 'if (modified.length < 0 && ',
    },
    bug: 'what the message has now is not read',
  },
  {
    row: 57,
    fault: 'SELECT fails with commands queued behind it',
    test: {
      file: commands,
      name: 'fault 57: when SELECT fails nothing that was queued for a mailbox runs in another',
    },
    seed: {
      file: engine,
      find: 'if (ok === null || !outcome.ok) this.view.deselect();',
      replace: 'if (ok === null || !outcome.ok) void 0;',
    },
    bug: 'the old mailbox stays selected here although the server left it',
  },
  {
    row: 58,
    fault: 'READ-ONLY in mid-session',
    test: { file: commands, name: 'a mailbox that turns read-only in the middle says so' },
    seed: {
      file: 'extension/imap/client/messages.ts',
      find: 'if (!selection.readOnly) return;',
      replace: 'if (selection.readOnly) return;',
    },
    bug: 'writes go out all the same',
  },
  {
    row: 58,
    fault: 'NONEXISTENT of the selected mailbox',
    test: {
      file: clientState,
      name: 'fault 58: NONEXISTENT of the selected mailbox: the state is told, nothing is written any more',
    },
    seed: {
      file: 'extension/imap/client/messages.ts',
      find: '  if (selection.gone)\n',
      replace: '  if (selection.gone && selection.closed)\n',
    },
    bug: 'writes go out all the same',
  },
  {
    row: 58,
    fault: 'CLOSED in mid-session',
    test: { file: fetching, name: 'fault 58: a mailbox that the server closes by itself is closed' },
    seed: {
      file: 'extension/imap/session/view.ts',
      find: 'if (this.#opening === null) this.deselect();',
      replace: 'if (this.#opening === null) void 0;',
    },
    bug: 'the mailbox is taken for open',
  },
];

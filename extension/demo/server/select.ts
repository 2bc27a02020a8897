import type { ArgumentReader } from './arguments.ts';
import type { CommandContext, CommandSpec } from './context.ts';
import { mailboxArgument } from './mailbox-argument.ts';
import { expungeDeleted } from './message-commands.ts';
import { bad, type Completion } from './refusal.ts';
import { selectedView } from './selected.ts';

/** SELECT and EXAMINE (RFC 9051 §6.3.2, §6.3.3). A refusal leaves nothing selected. */
function selectCommand(context: CommandContext, args: ArgumentReader, examine: boolean): Completion {
  args.space();
  const path = mailboxArgument(args);
  let condstore = false;
  if (args.take(' (')) {
    if (args.word() !== 'CONDSTORE') throw bad('Unknown SELECT parameter');
    args.expect(')');
    condstore = true;
  }
  args.end();
  if (context.selected !== null) {
    context.closeMailbox();
    context.untagged('OK [CLOSED] The mailbox that was open is closed');
  }
  const mailbox = context.store.open(path);
  if (condstore) context.enabled.add('CONDSTORE');
  const view = context.openMailbox(mailbox, examine);
  context.untagged(`FLAGS ${view.flags}`);
  context.untagged(
    `OK [PERMANENTFLAGS ${view.permanentFlags}] ${view.readOnly ? 'No flag can be changed' : 'Flags that stay'}`,
  );
  context.untagged(`${view.exists} EXISTS`);
  context.untagged(`${view.recent.size} RECENT`);
  const unseen = view.all.find(({ message }) => !message.flags.has('\\Seen'));
  if (unseen !== undefined) context.untagged(`OK [UNSEEN ${unseen.seq}] First unseen message`);
  context.untagged(`OK [UIDVALIDITY ${mailbox.uidValidity}] UIDs are valid`);
  context.untagged(`OK [UIDNEXT ${mailbox.uidNext}] Predicted next UID`);
  context.untagged(`OK [HIGHESTMODSEQ ${mailbox.highestModSeq}] Highest mod-sequence`);
  return view.readOnly
    ? { code: 'READ-ONLY', text: 'You may look' }
    : { code: 'READ-WRITE', text: 'You may look and change' };
}

function closeCommand(context: CommandContext, args: ArgumentReader, expunge: boolean): Completion {
  args.end();
  const view = selectedView(context);
  context.closeMailbox();
  if (expunge && !view.readOnly) expungeDeleted(view, view.all);
  return { text: expunge ? 'CLOSE done' : 'UNSELECT done' };
}

const spec = (states: CommandSpec['states'], run: CommandSpec['run']): CommandSpec => ({
  states,
  tellsExpunges: false,
  run,
});

export const selectCommands: readonly (readonly [string, CommandSpec])[] = [
  ['SELECT', spec('authenticated', (context, args) => selectCommand(context, args, false))],
  ['EXAMINE', spec('authenticated', (context, args) => selectCommand(context, args, true))],
  ['CLOSE', spec('selected', (context, args) => closeCommand(context, args, true))],
  ['UNSELECT', spec('selected', (context, args) => closeCommand(context, args, false))],
];

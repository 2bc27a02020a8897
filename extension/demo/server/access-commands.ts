import type { CommandContext, CommandSpec } from './context.ts';
import { mailboxArgument, wireMailbox } from './mailbox-argument.ts';
import { no } from './refusal.ts';
import { quotaLimits } from './store.ts';
import type { StoredMailbox } from './stored-mailbox.ts';
import { wireAString, wireString } from './wire-text.ts';

type Run = CommandSpec['run'];

const quotaRoot = 'Demo account';
export const demoUser = 'demo@mail-explorer.example';
const allRights = 'lrswipkxteacd';

const rightsOf = (mailbox: StoredMailbox): string => (mailbox.readOnly ? 'lrp' : allRights);

/** A \Noselect name has rights too: they say what may be made below it. */
function known(context: CommandContext, path: string): StoredMailbox {
  const mailbox = context.store.find(path);
  if (mailbox === undefined) throw no('NONEXISTENT', 'There is no such mailbox');
  return mailbox;
}

function quotaResponse({ store }: CommandContext): string {
  const { storage, messages } = store.usage;
  return `QUOTA ${wireString(quotaRoot)} (STORAGE ${storage} ${quotaLimits.storage} MESSAGE ${messages} ${quotaLimits.messages})`;
}

/** RFC 9208 §4.2. */
const getQuota: Run = (context, args) => {
  args.space();
  const root = args.astring();
  args.end();
  if (root !== quotaRoot) throw no('NONEXISTENT', 'There is no such quota root');
  context.untagged(quotaResponse(context));
  return { text: 'GETQUOTA done' };
};

/** RFC 9208 §4.3: everything counts against the one root. */
const getQuotaRoot: Run = (context, args) => {
  args.space();
  const mailbox = known(context, mailboxArgument(args));
  args.end();
  context.untagged(`QUOTAROOT ${wireMailbox(mailbox.path)} ${wireString(quotaRoot)}`);
  context.untagged(quotaResponse(context));
  return { text: 'GETQUOTAROOT done' };
};

/** RFC 4314 §3.5. */
const myRights: Run = (context, args) => {
  args.space();
  const mailbox = known(context, mailboxArgument(args));
  args.end();
  context.untagged(`MYRIGHTS ${wireMailbox(mailbox.path)} ${rightsOf(mailbox)}`);
  return { text: 'MYRIGHTS done' };
};

/** Seeing the list needs the right to administer (RFC 4314 §4). */
function requireAdmin(mailbox: StoredMailbox): void {
  if (!rightsOf(mailbox).includes('a')) throw no('NOPERM', 'You may not administer this mailbox');
}

const getAcl: Run = (context, args) => {
  args.space();
  const mailbox = known(context, mailboxArgument(args));
  args.end();
  requireAdmin(mailbox);
  context.untagged(`ACL ${wireMailbox(mailbox.path)} ${wireAString(demoUser)} ${rightsOf(mailbox)}`);
  return { text: 'GETACL done' };
};

const listRights: Run = (context, args) => {
  args.space();
  const mailbox = known(context, mailboxArgument(args));
  args.space();
  const identifier = args.astring();
  args.end();
  requireAdmin(mailbox);
  const rights = identifier === demoUser ? rightsOf(mailbox) : '""';
  context.untagged(`LISTRIGHTS ${wireMailbox(mailbox.path)} ${wireAString(identifier)} ${rights}`);
  return { text: 'LISTRIGHTS done' };
};

/** The demo has one user: rights stand as they are. */
const changeAcl: Run = (context, args) => {
  args.space();
  known(context, mailboxArgument(args));
  while (args.take(' ')) args.astring();
  args.end();
  throw no('NOPERM', 'Rights cannot be changed on the demo server');
};

export const accessCommands: readonly (readonly [string, CommandSpec])[] = (
  [
    ['GETQUOTA', getQuota],
    ['GETQUOTAROOT', getQuotaRoot],
    ['MYRIGHTS', myRights],
    ['GETACL', getAcl],
    ['LISTRIGHTS', listRights],
    ['SETACL', changeAcl],
    ['DELETEACL', changeAcl],
  ] as const
).map(([name, run]) => [name, { states: 'authenticated', tellsExpunges: true, run }]);

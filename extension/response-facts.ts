import * as vscode from 'vscode';
import type { Attempts } from './mail/attempts.ts';
import type { Conditions } from './mail/conditions.ts';
import type { MailService } from './mail/mail-service.ts';
import type { MessageConditions } from './message/message-conditions.ts';
import { conditionLine } from './notifications/condition-text.ts';
import type { ConditionLine } from './notifications/condition-text.ts';
import type { InProgress } from './notifications/in-progress.ts';
import type { NotifiedEvent } from './notifications/notified-event.ts';
import type { StateId } from './notifications/policy-types.ts';
import type { PolicyContext } from './notifications/policy.ts';

/** BADCHARSET to a search of the person: whether the core goes on by itself, so that the refusal is no news yet. */
export function charsetContext(attempts: Attempts, event: NotifiedEvent): PolicyContext {
  const { code } = event.status;
  const repeatsIn = code?.name === 'BADCHARSET' ? attempts.of(event)?.repeatsIn : undefined;
  return code?.name !== 'BADCHARSET' || repeatsIn === undefined ? {} : { charsetRetried: !repeatsIn(code.charsets) };
}

/** A mailbox that a person named and that is not there (any more): the tree is behind, and is read again (NONEXISTENT). */
export function refreshAfter(event: NotifiedEvent, mail: MailService): void {
  if (!event.trusted || event.status.code?.name !== 'NONEXISTENT' || event.command?.origin !== 'user') return;
  // Reading the mailboxes may itself be refused for one of them.
  if (event.command.name === 'LIST' || event.command.name === 'STATUS') return;
  mail
    .session(event.account)
    ?.refreshMailboxes('background')
    .catch(() => undefined);
}

/** Who talked to the server, for a report. */
export function programs(context: vscode.ExtensionContext): string {
  const { version } = context.extension.packageJSON as { readonly version: string };
  return `# Mail Explorer ${version}, VS Code ${vscode.version}, Node.js ${process.versions.node}, ${process.platform}`;
}

/** Where a condition that a response tells of belongs: to the message that it speaks of, else to its mailbox, else to the account. */
export function takeStates(
  conditions: Conditions,
  inProgress: InProgress,
  event: NotifiedEvent,
  states: readonly StateId[],
): void {
  const mailbox = event.mailbox?.wire ?? null;
  for (const state of states) {
    if (state === 'in-progress') inProgress.report(event, false);
    else if (state !== 'malformed-message') conditions.add(event.account, mailbox, [state]);
    else
      for (const { from, to } of event.command?.uids ?? [])
        if (from === to && mailbox !== null) conditions.add(event.account, placeOf(mailbox, from), [state]);
  }
}

/** What is so of a message's account, mailbox, or of the message itself, as lines above it. */
export function messageConditions(mail: MailService, conditions: Conditions): MessageConditions {
  return {
    lines: ({ account, mailbox, uid }) => {
      const state = mail.session(account)?.state.kind;
      const told = new Set([
        ...(state === 'lost' || state === 'failed' ? ['disconnected'] : []),
        ...conditions.of(account, null),
        ...conditions.of(account, mailbox.wire),
        ...conditions.of(account, placeOf(mailbox.wire, uid)),
      ]);
      return [...told]
        .map((condition) => conditionLine(condition, (sentence, ...values) => vscode.l10n.t(sentence, ...values)))
        .filter((line): line is ConditionLine => line !== null);
    },
    onDidChange: (listener) =>
      vscode.Disposable.from(mail.onDidChangeSession(listener), conditions.onDidChange(listener)),
  };
}

/** A message among the places of conditions; no mailbox has a line break in its name. */
function placeOf(mailbox: string, uid: number): string {
  return `${mailbox}\n${uid}`;
}

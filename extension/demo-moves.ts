import * as vscode from 'vscode';
import type { ExampleCommand } from './demo/raise-example.ts';
import { modSeq, uid } from './imap/wire/ids.ts';
import type { MailboxName } from './imap/wire/mailbox-name.ts';
import { inbox, mailboxFromDisplay, sameMailbox } from './imap/wire/mailbox-name.ts';
import type { AccountSession } from './mail/account-session.ts';
import type { Attempts } from './mail/attempts.ts';
import type { MailService } from './mail/mail-service.ts';
import { summaryItems } from './mail/message-list.ts';
import type { MessageRef } from './mail/model.ts';
import { storeFlags } from './mail/store-flags.ts';
import { createMailbox } from './mail/transfer.ts';
import { wholeMailbox } from './mail/whole.ts';
import { appending } from './tree/append-command.ts';
import { searchMessages } from './tree/search-command.ts';
import { telling } from './tree/telling.ts';
import { transferring } from './tree/transfer-commands.ts';

export interface DemoMoveDeps {
  readonly mail: MailService;
  readonly attempts: Attempts;
  readonly reveal: (ref: MessageRef) => Promise<void>;
}

/**
 * Does in the demo account what a person would do to send that command, so that what can be done about its answer can be done.
 * What the server refuses is told by the notifier.
 */
export async function demoMove(
  session: AccountSession,
  command: ExampleCommand,
  succeeds: boolean,
  deps: DemoMoveDeps,
): Promise<void> {
  const { mail, attempts } = deps;
  const account = session.id;
  const attempt = (work: () => Promise<void>, overwrite?: () => Promise<void>): Promise<void> => {
    const told = (what: () => Promise<void>) => () =>
      telling(mail, account, vscode.l10n.t('The example could not be raised'), what);
    const again = overwrite === undefined ? {} : { overwrite: told(overwrite) };
    return attempts.start({ account, commands: [command], target: null, run: told(work), ...again });
  };
  switch (command) {
    case 'NOOP':
      return session.probe();
    case 'CREATE': {
      return attempt(() => createMailbox(session, other(session)));
    }
    case 'UID SEARCH':
      return searchMessages(mail, attempts, session, inbox, 'Tomasz ✉');
    case 'APPEND':
      return appending(deps)(session, inbox, new TextEncoder().encode(note()));
    case 'UID COPY':
      return transferring(deps)(session, 'copy', await newest(session), succeeds ? other(session) : unused(session));
    case 'UID FETCH': {
      const uids = (await newest(session)).map((ref) => ref.uid);
      return attempt(() =>
        session.use(async (_, mailbox) => {
          for await (const message of wholeMailbox(mailbox).fetch(uids, summaryItems, { origin: 'user' })) void message;
        }, inbox),
      );
    }
    case 'UID STORE': {
      const refs = await newest(session);
      // Every message was changed since the first mod-sequence, so that the server really leaves it alone.
      const change = { operation: 'add', flags: ['\\Flagged'], origin: 'user', unchangedSince: modSeq(1n) } as const;
      return attempt(
        () => session.withMessages(refs, async (mailbox) => void (await storeFlags(mailbox, refs, change))),
        async () => void (await session.setFlags(refs, 'add', ['\\Flagged'], { overwrite: true })),
      );
    }
  }
}

/** The newest message of INBOX; none in an empty one. */
function newest(session: AccountSession): Promise<readonly MessageRef[]> {
  return session.use(async (client, selected) => {
    const mailbox = wholeMailbox(selected);
    await client.noop({ origin: 'background' });
    const last = (await mailbox.find({}, { origin: 'background' })).uids.at(-1);
    if (last === undefined) return [];
    return [{ account: session.id, mailbox: inbox, uidValidity: mailbox.uidValidity ?? 0, uid: uid(last.to) }];
  }, inbox);
}

/** A mailbox that is there, INBOX if it is the only one. */
function other(session: AccountSession): MailboxName {
  return session.mailboxes.find((info) => info.selectable && !sameMailbox(info.name, inbox))?.name ?? inbox;
}

/** A name that no mailbox has, so that creating it helps. */
function unused(session: AccountSession): MailboxName {
  const base = vscode.l10n.t('From the Gallery');
  for (let number = 1; ; number += 1) {
    const name = mailboxFromDisplay(number === 1 ? base : `${base} ${number}`, true);
    if (!session.mailboxes.some((info) => sameMailbox(info.name, name))) return name;
  }
}

function note(): string {
  return [
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    'From: The lighthouse keeper <keeper@mail-explorer.example>',
    'Subject: A note from the gallery',
    '',
    'Added by the Response Code Gallery.',
    '',
  ].join('\r\n');
}

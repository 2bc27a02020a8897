import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import type { MailboxInfo } from '../../../extension/mail/model.ts';
import { accountId } from '../../../extension/mail/model.ts';
import type { MailboxNode } from '../../../extension/tree/mailbox-hierarchy.ts';
import { mailboxHierarchy } from '../../../extension/tree/mailbox-hierarchy.ts';

function mailbox(display: string, more: Partial<MailboxInfo> = {}): MailboxInfo {
  return {
    account: accountId('a'),
    name: mailboxFromDisplay(display, false),
    delimiter: '/',
    selectable: true,
    specialUse: null,
    status: null,
    ...more,
  };
}

function outline(nodes: readonly MailboxNode[], indent = ''): string[] {
  return nodes.flatMap((node) => [
    `${indent}${node.label}${node.info === null ? ' (not listed)' : ''}`,
    ...outline(node.children, `${indent}  `),
  ]);
}

test('INBOX comes first, then special uses, then the rest by name', () => {
  const nodes = mailboxHierarchy([
    mailbox('Zebra'),
    mailbox('Trash', { specialUse: '\\Trash' }),
    mailbox('apple'),
    mailbox('Sent', { specialUse: '\\Sent' }),
    mailbox('INBOX', { specialUse: '\\Inbox' }),
  ]);
  assert.deepEqual(outline(nodes), ['INBOX', 'Sent', 'Trash', 'apple', 'Zebra']);
});

test('children stand under their parent, also when the server did not list the parent', () => {
  assert.deepEqual(outline(mailboxHierarchy([mailbox('Projects/Mail/Issues'), mailbox('Projects/Other')])), [
    'Projects (not listed)',
    '  Mail (not listed)',
    '    Issues',
    '  Other',
  ]);
});

test('non-ASCII names are split on the wire and shown decoded', () => {
  const [root] = mailboxHierarchy([mailbox('Rechnungen/Übersicht')]);
  assert.equal(root?.children[0]?.label, 'Übersicht');
  assert.equal(root?.children[0]?.wire, 'Rechnungen/&ANw-bersicht');
});

test('a mailbox called __proto__ or with empty hierarchy parts is a mailbox like any other', () => {
  assert.deepEqual(outline(mailboxHierarchy([mailbox('__proto__'), mailbox('/lead'), mailbox('a//b'), mailbox('/')])), [
    '__proto__',
    '/',
    '/lead',
    'a (not listed)',
    '  /b',
  ]);
});

test('without a delimiter names are flat', () => {
  assert.deepEqual(outline(mailboxHierarchy([mailbox('a/b', { delimiter: null })])), ['a/b']);
});

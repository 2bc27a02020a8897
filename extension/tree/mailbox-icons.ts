/** Codicon of a mailbox by its special use (RFC 6154). */
const bySpecialUse: Readonly<Record<string, string>> = {
  '\\Inbox': 'inbox',
  '\\Sent': 'send',
  '\\Drafts': 'edit',
  '\\Trash': 'trash',
  '\\Junk': 'flame',
  '\\Archive': 'archive',
  '\\All': 'mail',
  '\\Flagged': 'star-full',
  '\\Important': 'bookmark',
};

export function mailboxIcon(specialUse: string | null, selectable: boolean): string {
  if (specialUse !== null) return bySpecialUse[specialUse] ?? 'folder';
  return selectable ? 'folder' : 'folder-library';
}

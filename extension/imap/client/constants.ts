/** System flags (RFC 9051 §2.3.2). `recent` is told by servers, never set. */
export const systemFlags = {
  answered: '\\Answered',
  deleted: '\\Deleted',
  draft: '\\Draft',
  flagged: '\\Flagged',
  recent: '\\Recent',
  seen: '\\Seen',
} as const;

/** Keywords with an agreed meaning (RFC 5788, RFC 8457, RFC 9051 §2.3.2). */
export const keywords = {
  forwarded: '$Forwarded',
  important: '$Important',
  junk: '$Junk',
  mdnSent: '$MDNSent',
  notJunk: '$NotJunk',
  phishing: '$Phishing',
} as const;

/** What a mailbox is for (RFC 6154 §2, RFC 8457 §3). */
export const specialUses = {
  all: '\\All',
  archive: '\\Archive',
  drafts: '\\Drafts',
  flagged: '\\Flagged',
  important: '\\Important',
  junk: '\\Junk',
  sent: '\\Sent',
  trash: '\\Trash',
} as const;
export type SpecialUse = (typeof specialUses)[keyof typeof specialUses];

/** Names that stand in where a server tells no special use, most usual first; the last level of a name counts, in any case. */
export const usualNames: Readonly<Record<SpecialUse, readonly string[]>> = {
  '\\All': ['All Mail', 'All'],
  '\\Archive': ['Archive', 'Archives', 'Archived'],
  '\\Drafts': ['Drafts', 'Draft', 'Draft Messages'],
  '\\Flagged': ['Flagged', 'Starred'],
  '\\Important': ['Important'],
  '\\Junk': ['Junk', 'Spam', 'Junk E-mail', 'Junk Email', 'Bulk Mail'],
  '\\Sent': ['Sent', 'Sent Items', 'Sent Mail', 'Sent Messages'],
  '\\Trash': ['Trash', 'Deleted Items', 'Deleted Messages', 'Deleted', 'Bin'],
};

/** The protocol that is spoken (RFC 9051, and RFC 3501 where the server knows no better). */
export const protocolVersions = ['IMAP4rev2', 'IMAP4rev1'] as const;

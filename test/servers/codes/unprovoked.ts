/** Why no real server at hand says a code of the catalogue; it is said by scripted servers only (`test/unit/notifications/every-code.ts`). */
export const unprovoked: Readonly<Record<string, string>> = {
  ANNOTATE: 'Cyrus 3.6 keeps annotations but refuses a bad one without the code; the others have none.',
  BADCOMPARATOR: 'belongs to I18NLEVEL=2 (RFC 5255); Dovecot 2.3 offers level 1, the others none.',
  CORRUPTION:
    'Dovecot 2.3 mends its indexes or says SERVERBUG, even for a server behind it; the others have no word for it.',
  INPROGRESS: 'of 2024 (RFC 9585), younger than the three servers.',
  MAXCONVERTMESSAGES: 'belongs to CONVERT (RFC 5259), which none of them has.',
  MAXCONVERTPARTS: 'belongs to CONVERT (RFC 5259), which none of them has.',
  MESSAGELIMIT: 'of 2025 (RFC 9738), younger than the three servers.',
  'METADATA MAXSIZE': 'of METADATA (RFC 5464) Dovecot 2.3 and Cyrus 3.6 say LONGENTRIES only.',
  'METADATA NOPRIVATE': 'of METADATA (RFC 5464) Dovecot 2.3 and Cyrus 3.6 say LONGENTRIES only.',
  'METADATA TOOMANY': 'of METADATA (RFC 5464) Dovecot 2.3 and Cyrus 3.6 say LONGENTRIES only.',
  NEWNAME: 'was taken out of IMAP in 2003 (RFC 3501); none of them says it any more.',
  NOTSAVED:
    'a server that refuses to keep a search result says it; Dovecot 2.3 never refuses, the others lack SEARCHRES.',
  TEMPFAIL: 'belongs to CONVERT (RFC 5259), which none of them has.',
  THROTTLED: 'said by Gmail and Yahoo alone.',
  UIDNOTSTICKY: 'for stores whose UIDs do not last; those of all three do.',
  UIDREQUIRED: 'of 2024 (RFC 9586), younger than the three servers.',
  'UNDEFINED-FILTER': 'belongs to FILTERS (RFC 5466), which none of them has.',
  WEBALERT: 'said by Gmail alone.',
};

/** Their part of the document. */
export function unprovokedSection(): string {
  const lines = Object.entries(unprovoked).map(([code, why]) => `| \`${code}\` | ${why} |`);
  return ['## Codes that none of the three says', '', '| code | why |', '| --- | --- |', ...lines].join('\n');
}

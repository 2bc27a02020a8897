/** One deviation from RFC 9051 that the parser accepts: where it was seen, and what is made of it. */
export interface Quirk {
  readonly id: string;
  readonly servers: string;
  readonly why: string;
}

/** Every tolerance of the grammar by name. Nothing is accepted beyond the grammar without a row here. */
export const quirks = [
  { id: 'empty-line', servers: 'several', why: 'An empty line between responses is passed over.' },
  {
    id: 'missing-status',
    servers: 'MailKit #115',
    why: 'A line that begins with a response code is read as an untagged OK, so that ALERT is not lost.',
  },
  { id: 'extra-space', servers: 'Outlook, hMailServer', why: 'Several spaces where the grammar has one.' },
  { id: 'missing-space', servers: 'several', why: 'No space between two values whose border is clear without it.' },
  {
    id: 'unescaped-quote',
    servers: 'qiye.163.com (go-imap #659), MailKit #485',
    why: 'A quote inside a quoted string belongs to it where no border follows, or a word that ends in another quote.',
  },
  {
    id: 'eight-bit',
    servers: 'many',
    why: 'Octets above 127 in atoms and quoted strings are read as UTF-8, else latin1.',
  },
  {
    id: 'bare-code-with-payload',
    servers: 'several',
    why: 'A code defined without arguments carries some; it keeps its meaning.',
  },
  {
    id: 'unterminated-code',
    servers: 'several',
    why: 'A response code without its closing bracket is still recognised by name.',
  },
  {
    id: 'zero-value',
    servers: 'Courier, SmarterMail (MailKit #1010 #150 #34)',
    why: 'UIDNEXT, UIDVALIDITY or UNSEEN 0 says: unknown.',
  },
  {
    id: 'bad-modseq',
    servers: 'Zoho (MailKit #1686)',
    why: 'MODSEQ 0, negative or too large is no mod-sequence: CONDSTORE is not to be used.',
  },
  { id: 'mended-set', servers: 'several', why: 'A sequence set with an empty element, 0 or a reversed range.' },
  { id: 'empty-copyuid', servers: 'Outlook (MailKit #555)', why: 'COPYUID with empty sets when nothing was copied.' },
  { id: 'literal-plus-space', servers: 'MailKit #1654', why: '`LITERAL +` is meant as LITERAL+.' },
  {
    id: 'bare-object-id',
    servers: 'several (imapflow)',
    why: 'The id of a mailbox without the parentheses of RFC 8474.',
  },
  { id: 'nil-list', servers: 'several', why: 'NIL where an empty list belongs.' },
  { id: 'quoted-flag', servers: 'MailKit release notes', why: 'Flags sent as quoted strings.' },
  {
    id: 'unquoted-mailbox',
    servers: 'Exchange (MailKit #945)',
    why: 'A mailbox name with spaces or control characters that is not quoted reaches to the end of its field.',
  },
  { id: 'nil-mailbox', servers: 'imapclient', why: 'A mailbox whose name is NIL is called that.' },
  { id: 'empty-delimiter', servers: 'several', why: 'An empty hierarchy delimiter means none.' },
  {
    id: 'zero-sequence-number',
    servers: 'Courier (MailKit #428)',
    why: '`* 0 FETCH` and `* 0 EXPUNGE` concern no message.',
  },
  { id: 'float-number', servers: 'mail.ru (MailKit #1838 #1840)', why: 'Sizes written as 9.3736e+06.' },
  { id: 'negative-number', servers: 'Dovecot (go-imap #534)', why: '-1 for a size or count that is not known.' },
  { id: 'wrapped-attributes', servers: 'Domino (MailKit #943)', why: 'FETCH attributes in parentheses of their own.' },
  { id: 'missing-section-value', servers: 'Yandex (MailKit #1708), iCloud', why: 'BODY[…] without a value is NIL.' },
  {
    id: 'fetch-closed-early',
    servers: 'Xeams (paperless-ngx #13412)',
    why: 'FETCH attributes behind the closing parenthesis still count.',
  },
  { id: 'missing-parenthesis', servers: 'MailKit #954', why: 'The end of the response closes what is open.' },
  {
    id: 'bad-date',
    servers: 'Domino, SmarterMail',
    why: 'INTERNALDATE that is NIL, "00-Jan-0000" or no date is left out.',
  },
  { id: 'bad-envelope', servers: 'several', why: 'An ENVELOPE that does not parse counts as empty.' },
  {
    id: 'short-envelope',
    servers: 'several (MailKit #932 #669, imapclient #448)',
    why: 'Missing last fields of an ENVELOPE are NIL.',
  },
  {
    id: 'bad-address',
    servers: 'SmarterMail (MailKit #991), Gmail',
    why: 'NIL or an odd number of fields in an address list.',
  },
  { id: 'bad-body-structure', servers: 'several', why: 'A BODYSTRUCTURE that does not parse is left out.' },
  {
    id: 'childless-multipart',
    servers: 'Gmail (MailKit #205 #777 #1841), QQ #1076, Yandex #1861',
    why: 'A multipart without parts.',
  },
  {
    id: 'missing-child',
    servers: 'MailKit #944 #1393',
    why: 'NIL or () for a part keeps its place, so that the numbers of its siblings hold.',
  },
  {
    id: 'missing-media-type',
    servers: 'Office 365 (MailKit #1415 #1446)',
    why: 'NIL media type is application/octet-stream.',
  },
  { id: 'one-word-media-type', servers: 'MailKit #371', why: 'A media type without subtype.' },
  { id: 'missing-body-field', servers: 'several', why: 'A body structure ends before its mandatory fields do.' },
  { id: 'missing-lines', servers: 'Bluemind, imapflow', why: 'text/* without a line count.' },
  { id: 'extra-lines', servers: 'several', why: 'A line count where the media type has none.' },
  { id: 'message-without-envelope', servers: 'MailKit #32 #59', why: 'message/rfc822 described as a plain part.' },
  {
    id: 'bare-disposition',
    servers: 'MailKit #919',
    why: 'Content-Disposition as a bare string, or with NIL for its name.',
  },
  {
    id: 'extra-body-string',
    servers: 'Exchange',
    why: 'A string between the parameters of a multipart and its disposition is passed over.',
  },
  {
    id: 'odd-parameters',
    servers: 'several (MailKit #124 #486)',
    why: 'NIL names or values, or an odd count, in a parameter list.',
  },
  { id: 'list-for-string', servers: 'MailKit release notes', why: '() where NIL or a string belongs.' },
  { id: 'string-for-list', servers: 'several', why: 'A string where a list belongs.' },
  { id: 'odd-pairs', servers: 'several', why: 'An odd number of names and values.' },
  { id: 'missing-field', servers: 'several', why: 'A response ends before its mandatory fields do.' },
  {
    id: 'old-channel-binding',
    servers: 'Cyrus (cyrus-imapd #4191)',
    why: 'SCRAM-…-PLUS over TLS 1.3 bound by tls-unique, which ends with TLS 1.2; the Finished message still ties it to the connection.',
  },
  {
    id: 'bare-lf',
    servers: 'several (go-imap, imapflow, imap-codec)',
    why: 'A line that ends in LF alone ends all the same.',
  },
  { id: 'nul-padding', servers: 'imapflow', why: 'NUL octets between two responses are passed over.' },
  {
    id: 'odd-literal',
    servers: 'imapflow',
    why: 'The size of a literal padded with zeros, or with the plus sign that only clients write.',
  },
  {
    id: 'trailing-space',
    servers: 'Yahoo, several (go-imap #540 #571, imap-codec)',
    why: 'A space at the end of a response means nothing.',
  },
  {
    id: 'empty-continuation',
    servers: 'several (imap-codec, modern-email defects #7)',
    why: 'A continuation request without space and text still asks to go on.',
  },
  {
    id: 'missing-text',
    servers: 'Dovecot ([NOUPDATE]), Gmail, go-imap #500 #502',
    why: 'A status response without any text says what its kind and its code say.',
  },
  { id: 'repeated-bye', servers: 'Yandex (MailKit #938)', why: 'BYE again and again, until the client has gone.' },
  {
    id: 'unknown-tag',
    servers: 'several (imapflow)',
    why: 'A completion for a command that was answered, or with a tag not of ours, is shown and changes nothing.',
  },
  {
    id: 'not-connected',
    servers: 'Exchange, Office 365 ("User is authenticated but not connected.": imapflow #314, MailKit #1494)',
    why: 'Commands are refused because the server has lost the mailbox behind the connection: that is taken for a goodbye.',
  },
  {
    id: 'plain-id',
    servers: 'several (imapflow)',
    why: 'ID beyond ASCII would go out as a literal, which is not understood there: letters lose their accents, others become ?.',
  },
  {
    id: 'stray-bad',
    servers: 'Cyrus ("Invalid tag" behind a refused SETQUOTA)',
    why: 'An untagged BAD that answers nothing we sent is shown and fails no command.',
  },
  {
    id: 'auth-after-login',
    servers: 'Cyrus, Courier',
    why: 'AUTH= or LOGINDISABLED offered to somebody who is signed in is of no use and does no harm.',
  },
  {
    id: 'bracket-in-flag',
    servers: 'Gmail',
    why: 'A flag that holds a closing bracket, which ends the code only where the brackets balance.',
  },
  {
    id: 'early-modseq',
    servers: 'several (imapclient)',
    why: 'MODSEQ in front of the numbers of a SEARCH means what it means behind them.',
  },
  {
    id: 'echoed-partial',
    servers: 'Yandex, exmail.qq.com (imapflow)',
    why: 'BODY[]<origin.length> echoes the question; only the origin counts.',
  },
  {
    id: 'bad-utf7',
    servers: 'Yandex (modern-email defects #46)',
    why: 'A name that is no modified UTF-7 is shown as it came and sent back octet for octet.',
  },
  {
    id: 'placeholder-host',
    servers: 'UW, Cyrus, Dovecot (.MISSING-HOST-NAME., MISSING_DOMAIN)',
    why: 'An address whose host the server made up is kept as it was told.',
  },
  {
    id: 'list-return-refused',
    servers: 'ProtonMail Bridge (MailKit #674), imapflow',
    why: 'LIST with RETURN is offered and refused: the plain LIST is asked instead, from then on.',
  },
  {
    id: 'list-without-inbox',
    servers: 'Strato (MailKit #1957)',
    why: 'The extended LIST leaves INBOX out: the plain LIST is asked as well.',
  },
  {
    id: 'missing-enabled',
    servers: 'iCloud (MailKit #1871)',
    why: 'ENABLE is answered OK and nothing is said to be enabled: nothing is.',
  },
  {
    id: 'search-for-esearch',
    servers: 'Cyrus 2.4.16',
    why: 'A search with RETURN is answered by plain SEARCH, whose numbers are the result.',
  },
  { id: 'text-for-data', servers: 'Exchange ("Server Unavailable.")', why: 'A line that is no IMAP response.' },
  {
    id: 'odd-envelope-date',
    servers: 'several (imapclient #154: "16.03.09")',
    why: 'A date in an ENVELOPE that is none of RFC 5322 is kept as it was told; the message is sorted by when it arrived.',
  },
  { id: 'unterminated-group', servers: 'several', why: 'A group of addresses ends with the list that it stands in.' },
  {
    id: 'swapped-address',
    servers: 'Gmail (MailKit #494 #1319)',
    why: 'An address in the place of the name and the name in that of the mailbox change places.',
  },
  { id: 'nil-encoding', servers: 'maddy', why: 'A part whose transfer encoding is NIL counts as 7bit.' },
  { id: 'nil-language', servers: 'MailKit #953', why: 'NIL within a list of languages names none.' },
  {
    id: 'lsub-refused',
    servers: 'Exchange with IMAP4rev2 (imapflow)',
    why: 'LSUB is refused: who subscribed is not known, so every mailbox is listed.',
  },
  {
    id: 'login-prompt',
    servers: 'Exchange and others ("User Name", imapflow)',
    why: 'The prompts of SASL LOGIN in other words: only their order counts.',
  },
  {
    id: 'backoff-in-text',
    servers: 'Office 365 ("Suggested Backoff Time: 92415 milliseconds")',
    why: 'A wait that stands in the words of a refusal instead of a code is kept.',
  },
  {
    id: 'missing-search',
    servers: 'several',
    why: 'A search answered OK without SEARCH, ESEARCH, SORT or THREAD found nothing, if all that came could be read; never that messages are gone.',
  },
  {
    id: 'id-before-select',
    servers: '163.com, 126.com, yeah.net: Coremail (himalaya #651, offlineimap #696, node-imap #908)',
    why: 'SELECT is refused ("Unsafe Login") to clients that did not say by ID who they are: that is said, and SELECT is sent again.',
  },
  {
    id: 'descending-range',
    servers: 'hMailServer (MailKit)',
    why: 'A range such as 9:5 is refused there: whichever way round it was given, it goes out ascending.',
  },
  {
    id: 'short-lines',
    servers: 'Yahoo, UW imapd (MailKit, RFC 2683)',
    why: 'Lines of more than 1000 octets are not read: a long set of messages goes out in more commands than elsewhere.',
  },
  {
    id: 'fetch-macro',
    servers: 'Gmail (MailKit)',
    why: 'ALL, FAST and FULL are not understood: the items that they stand for go out.',
  },
  {
    id: 'gone-messages',
    servers: 'Dovecot, Exchange ("Some of the requested messages no longer exist")',
    why: 'FETCH is refused because somebody else removed some of the messages: the rows of the others, which came before, count.',
  },
  {
    id: 'namespace-hangs-up',
    servers: 'Exchange 2003 (MailKit #1512)',
    why: 'NAMESPACE, though offered, ends the connection: the personal namespace is taken from LIST.',
  },
] as const satisfies readonly Quirk[];

export type QuirkId = (typeof quirks)[number]['id'];

/** Where a tolerance was seen to be needed, and what is made of it. Apart, so that who does not ask does not carry the table. */
export function explainQuirk(id: QuirkId): Quirk | null {
  return quirks.find((quirk) => quirk.id === id) ?? null;
}

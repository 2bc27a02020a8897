/** What a header field is for, in a line, and where it is defined; null where nobody wrote it down. */
export interface HeaderFact {
  readonly text: string;
  readonly source: string | null;
}

const facts = `
from|Who wrote the message|RFC 5322 §3.6.2
sender|Who sent it, where that is not the author|RFC 5322 §3.6.2
reply-to|Where answers should go|RFC 5322 §3.6.2
to|Whom it was written to|RFC 5322 §3.6.3
cc|Who gets a copy|RFC 5322 §3.6.3
bcc|Who gets a copy without the others knowing|RFC 5322 §3.6.3
date|When the writer’s program called it finished|RFC 5322 §3.6.1
subject|What it is about|RFC 5322 §3.6.5
comments|Remarks on the text|RFC 5322 §3.6.5
keywords|Words to find it by|RFC 5322 §3.6.5
message-id|Name of this very message, unique in the world|RFC 5322 §3.6.4
in-reply-to|Message-ID of what it answers|RFC 5322 §3.6.4
references|Message-IDs of the conversation before it, oldest first|RFC 5322 §3.6.4
received|Trace that each server on the way puts on top|RFC 5321 §4.4
return-path|Where failures are reported; written at final delivery|RFC 5321 §4.4
resent-from|Who sent the message on, unchanged|RFC 5322 §3.6.6
resent-to|Whom it was sent on to|RFC 5322 §3.6.6
resent-date|When it was sent on|RFC 5322 §3.6.6
resent-message-id|Name of the sending on|RFC 5322 §3.6.6
mime-version|The message is built as MIME says|RFC 2045 §4
content-type|What kind of content the body is, and its charset or boundary|RFC 2045 §5
content-transfer-encoding|How the octets of the body are written for the way|RFC 2045 §6
content-disposition|Whether a part is to be read in place or kept as a file, and its name|RFC 2183
content-id|Name by which other parts point to this one|RFC 2045 §7
content-description|Words about the part|RFC 2045 §8
content-language|Natural language of the content|RFC 3282
content-location|Address that the part stands for|RFC 2557
content-md5|Checksum of the decoded body|RFC 1864
content-duration|How long a sound or film lasts, in seconds|RFC 3803
accept-language|Languages that the writer reads|RFC 3282
authentication-results|What a server found when it checked the sender|RFC 8601
arc-authentication-results|What an earlier server found, passed on|RFC 8617 §4.1.1
arc-message-signature|Signature of a server on the way over the message as it saw it|RFC 8617 §4.1.2
arc-seal|Seal over the chain of results so far|RFC 8617 §4.1.3
dkim-signature|Signature of a domain over the body and some fields|RFC 6376
domainkey-signature|Older kind of domain signature, given up|RFC 4870
received-spf|Whether the sending host may use the domain of the return path|RFC 7208 §9.1
dkim2-signature|Signature of a newer kind of DKIM|
list-id|Name of the mailing list|RFC 2919
list-unsubscribe|How to leave the list|RFC 2369 §3.2
list-unsubscribe-post|Leaving takes one request, without questions|RFC 8058
list-subscribe|How to join the list|RFC 2369 §3.3
list-post|How to write to the list|RFC 2369 §3.4
list-help|Where the list explains itself|RFC 2369 §3.1
list-owner|How to reach who runs the list|RFC 2369 §3.5
list-archive|Where the list keeps its messages|RFC 2369 §3.6
archived-at|Address of this message in an archive|RFC 5064
precedence|Bulk or list mail: programs should not answer it|
auto-submitted|Written by a program, not by a person|RFC 3834 §5
x-auto-response-suppress|Which automatic answers the sender does not want (Exchange)|
disposition-notification-to|Who wants to hear that it was read; nothing is told by itself|RFC 8098 §2.1
original-recipient|Address that the sender wrote to at first|RFC 8098 §2.3
delivered-to|Address into whose mailbox it was put|RFC 9228
envelope-to|Address of the envelope, kept by the delivering program|
x-original-to|Address before aliases were followed (Postfix)|
importance|How much it matters to the sender: low, normal, high|RFC 2156
priority|How soon it should travel: normal, urgent, non-urgent|RFC 2156
x-priority|How much it matters to the sender: 1 is most, 5 least|
sensitivity|Personal, private or company confidential|RFC 2156
expires|When it loses its use|RFC 2156
organization|Whom the writer works for|RFC 5536 §3.2.9
user-agent|Program that wrote it|RFC 5536 §3.2.13
x-mailer|Program that wrote it|
newsgroups|Groups it was posted to|RFC 5536 §3.1.4
path|Servers that a posting passed|RFC 5536 §3.1.5
followup-to|Groups for answers to a posting|RFC 5536 §3.2.6
xref|Number of a posting at a news server|RFC 5536 §3.2.14
thread-topic|Subject of the conversation (Exchange)|
thread-index|Place in the conversation (Exchange)|
autocrypt|OpenPGP key of the sender, for programs that encrypt|autocrypt.org
openpgp|Where the sender’s OpenPGP key is|
jabber-id|Chat address of the writer|RFC 7259
face|Small picture of the writer|
x-face|Small picture of the writer, black on white|
feedback-id|Names a mailing to the operator of large mailboxes|
bimi-selector|Which brand picture the domain wants shown|
tls-required|Whether transport without TLS is acceptable|RFC 8689
tls-report-domain|Domain that a TLS report is about|RFC 8460
require-recipient-valid-since|Deliver only if the address has had this owner since then|RFC 7293
solicitation|Kinds of solicitation in the message|RFC 3865
x-spam-status|What a spam filter decided and why|
x-spam-score|Points that a spam filter gave|
x-spam-flag|Whether a spam filter calls it spam|
x-spam-level|The points as stars|
x-virus-scanned|Which virus scanner looked at it|
x-forwarded-to|Where a rule sent it on|
x-forwarded-for|Whose rule sent it on|
x-gm-message-state|Opaque state of Gmail|
x-google-dkim-signature|Signature of Google’s own|
x-received|Trace within Google|
x-ms-exchange-organization-scl|Spam confidence level of Exchange|
x-ms-has-attach|Whether Exchange saw attachments|
x-originating-ip|Address of the computer it was written on|
x-patchwork-id|Number of a patch in Patchwork|
x-git-from|Author that git sent|
errors-to|Where failures should go (not honoured any more)|RFC 2076
mail-followup-to|Where answers to the list should go|
mail-reply-to|Where private answers should go|
`;

const byName: ReadonlyMap<string, HeaderFact> = new Map(
  facts
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', text = '', source = ''] = line.split('|');
      return [name, { text, source: source === '' ? null : source }] as const;
    }),
);

/** Null for a field that is not known here; `X-` fields of one program are nobody's promise. */
export function headerFact(name: string): HeaderFact | null {
  return byName.get(name.toLowerCase()) ?? null;
}

/** Names of all that are known, in lower case. */
export const knownHeaders: readonly string[] = [...byName.keys()];

import type { InspectionView, PartView } from '../../webview/protocol.ts';
import type { Envelope, EnvelopeAddress } from '../imap/grammar/types.ts';
import type { MessageSummary } from '../mail/model.ts';
import { addressText } from '../mime/address.ts';
import { decodeEncodedWords } from '../mime/encoded-words.ts';
import { parseHeaders } from '../mime/headers.ts';
import { envelopeOf } from '../mime/part-structure.ts';
import { parsePartTree } from '../mime/part-tree.ts';
import { findPart } from './attachments-list.ts';
import { gather, type MessageAccess } from './message-access.ts';
import type { MessageTarget } from './message-loader.ts';
import { structureView } from './structure-view.ts';

/** A message up to this size is read whole without being asked for: its parts' places come from its octets. */
const readAnyway = 1024 * 1024;
const readAtMost = 64 * 1024 * 1024;
const maxHeader = 1024 * 1024;

/**
 * What the server tells of a message (ENVELOPE, BODYSTRUCTURE) beside what its octets say. A bundle of its own: it is for
 * whoever looks for the difference. Rejects with what the source rejects with.
 * @param whole read a large message too
 */
export async function inspectMessage(
  access: MessageAccess,
  target: MessageTarget,
  summary: MessageSummary,
  options: { readonly whole: boolean; readonly signal: AbortSignal },
): Promise<InspectionView> {
  const { ref, section } = target;
  const attached = section === null ? null : (findPart(summary.bodyStructure, section)?.message ?? null);
  const told = section === null ? summary.bodyStructure : (attached?.body ?? null);
  const envelope = section === null ? summary.envelope : (attached?.envelope ?? summary.envelope);
  const size = (section === null ? summary.size : findPart(summary.bodyStructure, section)?.size) ?? 0;
  const server = structureView(told, null, null);
  const asked = { signal: options.signal, origin: 'user' } as const;
  if (size > (options.whole ? readAtMost : readAnyway)) {
    const header = section === null ? 'HEADER' : `${section}.HEADER`;
    const { bytes } = await gather(access.section(ref, header, asked), maxHeader);
    const compared = compareEnvelopes(envelope, envelopeOf(parseHeaders(bytes).fields));
    return {
      envelope: compared,
      parts: server,
      whole: false,
      canRead: !options.whole && size <= readAtMost,
      problems: [],
    };
  }
  const { bytes } = await gather(access.section(ref, section ?? '', asked), readAtMost);
  const tree = parsePartTree(bytes);
  const own = structureView(null, tree, null).map((part) => ({ ...part, section: below(section, part.section) }));
  return {
    envelope: compareEnvelopes(envelope, envelopeOf(tree.root.fields)),
    parts: compareParts(server, own),
    whole: true,
    canRead: false,
    problems: tree.problems,
  };
}

/** An attached message and its multipart share a number (RFC 9051 §6.4.5.1). */
function below(section: string | null, own: string): string {
  if (section === null) return own;
  return own === '' ? section : `${section}.${own}`;
}

export function compareEnvelopes(server: Envelope, message: Envelope): InspectionView['envelope'] {
  const text = (value: string | null): string =>
    decodeEncodedWords(value ?? '')
      .replace(/\s+/g, ' ')
      .trim();
  const from = (list: readonly EnvelopeAddress[], fallback: readonly EnvelopeAddress[]): readonly EnvelopeAddress[] =>
    // RFC 9051 §7.5.2: what the header lacks a server fills in from From.
    list.length === 0 ? fallback : list;
  const rows: readonly (readonly [field: string, server: string, message: string])[] = [
    ['Date', text(server.date), text(message.date)],
    ['Subject', text(server.subject), text(message.subject)],
    ['From', addressText(server.from), addressText(message.from)],
    ['Sender', addressText(server.sender), addressText(from(message.sender, message.from))],
    ['Reply-To', addressText(server.replyTo), addressText(from(message.replyTo, message.from))],
    ['To', addressText(server.to), addressText(message.to)],
    ['Cc', addressText(server.cc), addressText(message.cc)],
    ['Bcc', addressText(server.bcc), addressText(message.bcc)],
    ['In-Reply-To', text(server.inReplyTo), text(message.inReplyTo)],
    ['Message-ID', text(server.messageId), text(message.messageId)],
  ];
  return rows
    .filter(([, told, own]) => told !== '' || own !== '')
    .map(([field, told, own]) => ({ field, server: told, message: own, differs: plain(told) !== plain(own) }));
}

/** Quotes and case of an address are spelling. */
function plain(text: string): string {
  return text.replace(/["']/g, '').replace(/\s+/g, ' ').trim().toLowerCase();
}

/** The parts as the octets have them, each with what the server says otherwise; behind them those only the server knows. */
export function compareParts(server: readonly PartView[], own: readonly PartView[]): readonly PartView[] {
  const told = new Map(server.map((part) => [key(part), part]));
  const seen = new Set<PartView>();
  const compared = own.map((part) => {
    const other = told.get(key(part));
    if (other === undefined) return { ...part, differences: ['the server does not tell of it'] };
    seen.add(other);
    const differences = differencesOf(other, part);
    return differences.length === 0 ? part : { ...part, differences };
  });
  const alone = server
    .filter((part) => !seen.has(part))
    .map((part) => ({ ...part, differences: ['only the server tells of it'] }));
  return [...compared, ...alone];
}

/** A message and the multipart in it share a number, so the kind belongs to the name. */
function key(part: PartView): string {
  return `${part.section} ${part.type.startsWith('multipart/') ? 'multipart' : 'part'}`;
}

function differencesOf(server: PartView, own: PartView): readonly string[] {
  const found: string[] = [];
  const compare = (what: string, told: string | null, is: string | null): void => {
    if ((told ?? '').toLowerCase() !== (is ?? '').toLowerCase())
      found.push(told === null ? `the server tells no ${what}` : `the server says ${what} ${told}`);
  };
  compare('type', server.type, own.type);
  // A text without a charset is us-ascii (RFC 2045 §5.2), which some servers write out.
  if ((own.charset ?? 'us-ascii').toLowerCase() !== (server.charset ?? 'us-ascii').toLowerCase())
    compare('charset', server.charset, own.charset);
  compare('encoding', server.encoding, own.encoding);
  compare('id', server.id, own.id);
  compare('disposition', server.disposition, own.disposition);
  compare('name', server.name, own.name);
  if (server.size !== null && own.size !== null && server.size !== own.size)
    found.push(`the server says ${server.size} octets, it has ${own.size}`);
  return found;
}

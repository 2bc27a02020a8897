import type { HostToMessageView } from '../../webview/protocol.ts';
import { failureOf, type Failure } from './error-kind.ts';
import { gather, type MessageAccess } from './message-access.ts';
import type { MessageTarget } from './message-loader.ts';

/** Octets of source that the view shows; the whole opens as a text document. */
const shownSource = 256 * 1024;

type SourceReply = Extract<HostToMessageView, { type: 'source' }>;

/**
 * The beginning of the exact source, as text: UTF-8 where it is, anything else by its octets' Latin-1 names. Never rejects.
 * @param failureText what went wrong, in words
 */
export async function sourceText(
  access: MessageAccess,
  { ref, section }: MessageTarget,
  signal: AbortSignal,
  failureText: (failure: Failure) => string,
): Promise<SourceReply> {
  try {
    const options = { signal, offset: 0, length: shownSource + 1, origin: 'user' } as const;
    const { bytes, cut } = await gather(access.section(ref, section ?? '', options), shownSource);
    const utf8 = bytes.toString('utf8');
    // A cut may fall inside a character; only a replacement before the very end says that this is not UTF-8.
    const text = utf8.slice(0, -1).includes('\ufffd') ? bytes.toString('latin1') : utf8.replace(/\ufffd$/, '');
    return { type: 'source', text, truncated: cut, reason: '' };
  } catch (error) {
    const failure = failureOf(error);
    const reason = failure === null ? '' : failureText(failure);
    return { type: 'source', text: null, truncated: false, reason };
  }
}

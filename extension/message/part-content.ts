import type { BodyPart } from '../imap/grammar/types.ts';
import type { MessageRef } from '../mail/model.ts';
import { decodeTransfer } from '../mime/transfer.ts';
import { gather, type MessageAccess, type SectionRange } from './message-access.ts';

/** A text with files in it is read as a whole before one of them is known. */
const maxText = 256 * 1024 * 1024;

/** The server has no octets where it promised some. */
export class EmptyPartError extends Error {
  override readonly name = 'EmptyPartError';
  constructor(section: string) {
    super(`The server sent nothing for part ${section}.`);
  }
}

/** Decoded octets of a part as they arrive. Rejects with what the source rejects with, or `EmptyPartError`. */
export function partContent(
  access: Pick<MessageAccess, 'section'>,
  ref: MessageRef,
  part: BodyPart,
  file: number | null,
  options: SectionRange = {},
): AsyncIterable<Uint8Array> {
  const octets = access.section(ref, part.section, { origin: 'user', ...options });
  const content = decodeTransfer(notEmpty(octets, part), part.encoding);
  return file === null ? content : embedded(content, part.section, file);
}

async function* notEmpty(octets: AsyncIterable<Uint8Array>, part: BodyPart): AsyncGenerator<Uint8Array> {
  let any = false;
  for await (const chunk of octets) {
    any ||= chunk.length > 0;
    yield chunk;
  }
  if (!any && part.size > 0) throw new EmptyPartError(part.section);
}

async function* embedded(
  content: AsyncIterable<Uint8Array>,
  section: string,
  number: number,
): AsyncGenerator<Uint8Array> {
  const { bytes } = await gather(content, maxText);
  const file = (await import('./reading.ts')).fileWithin(bytes, number);
  if (file === null) throw new EmptyPartError(`${section}!${number}`);
  yield file;
}

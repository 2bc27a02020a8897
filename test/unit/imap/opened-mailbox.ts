import type { MailboxEvent, SelectedMailbox } from '../../../extension/imap/client/api.ts';
import type { Uid } from '../../../extension/imap/wire/ids.ts';
import { inbox } from '../../../extension/imap/wire/mailbox-name.ts';
import { answerSelect, signedIn, type SignedIn } from './scripted-server.ts';

/** A mailbox opened at a scripted server, and the events it has told. */
export async function opened(
  exists = 10,
  capabilities?: string,
): Promise<SignedIn & { readonly mailbox: SelectedMailbox; readonly said: MailboxEvent[] }> {
  const one = await signedIn(capabilities);
  const selecting = one.client.select(inbox);
  await answerSelect(one.server, exists);
  const mailbox = await selecting;
  const said: MailboxEvent[] = [];
  mailbox.onEvent((event) => said.push(event));
  return { ...one, mailbox, said };
}

export async function uids(rows: AsyncIterable<{ readonly uid: Uid }>): Promise<number[]> {
  const found: number[] = [];
  for await (const row of rows) found.push(row.uid);
  return found;
}

export async function bytes(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

export function readerOf(chunks: AsyncIterable<Buffer>): AsyncIterator<Buffer, undefined> {
  return chunks[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
}

// Saves the attachment of stream-server.ts by the code that the window uses; prints what it took, as JSON.
// Arguments: port, folder, and `cancel` to give up after the first megabytes.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BodyPart } from '../../../extension/imap/grammar/types.ts';
import { connectImap } from '../../../extension/imap/client/connect.ts';
import { uid } from '../../../extension/imap/wire/ids.ts';
import { inbox } from '../../../extension/imap/wire/mailbox-name.ts';
import { connectOptionsFor } from '../../../extension/accounts/connect-options.ts';
import { AccountSession } from '../../../extension/mail/account-session.ts';
import { systemClock } from '../../../extension/mail/clock.ts';
import { accountId, type MessageRef } from '../../../extension/mail/model.ts';
import { partContent } from '../../../extension/message/part-content.ts';
import { saveToFile } from '../../../extension/message/save-file.ts';

export interface StreamCost {
  /** Most resident memory that the process ever had, MiB. */
  readonly peakMiB: number;
  readonly saved: number;
  readonly progress: number;
  readonly files: readonly string[];
  readonly error: string | null;
  readonly seconds: number;
}

const [port = '', folder = '', how = ''] = process.argv.slice(2);
const began = performance.now();
const session = new AccountSession(accountId('stream'), {
  connect: (signal) =>
    connectImap(connectOptionsFor({ host: '127.0.0.1', port: Number(port), security: 'none' }, { signal })),
  clock: systemClock,
  random: () => 0,
  pollMs: () => 600_000,
});
await session.connect();
const abort = new AbortController();
const ref: MessageRef = { account: session.id, mailbox: inbox, uidValidity: 1, uid: uid(1) };
const part = { section: '2', encoding: 'base64', size: 1 } as BodyPart;
let progress = 0;
let error: string | null = null;
const target = join(folder, 'large.bin');
const source = partContent({ section: (...args) => session.section(...args) }, ref, part, null, {
  signal: abort.signal,
  onProgress: (received) => {
    progress++;
    if (how === 'cancel' && received > 4 * 1024 * 1024) abort.abort();
  },
});
const saved = await saveToFile(target, source, abort.signal).catch((failure: unknown) => {
  error = failure instanceof Error ? failure.name : 'unknown';
  return 0;
});
if (saved > 0 && (await stat(target)).size !== saved) throw new Error('The file is not what was saved.');
session.dispose();
const cost: StreamCost = {
  peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  saved,
  progress,
  files: await readdir(folder),
  error,
  seconds: Math.round((performance.now() - began) / 100) / 10,
};
console.log(JSON.stringify(cost));
process.exit(0);

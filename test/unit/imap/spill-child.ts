// A process of its own that reads 200 MiB of mail in a loop that waits for a command per message; prints what that took, as JSON.
import { connectImap } from '../../../extension/imap/client/connect.ts';
import { ScriptedServer } from '../../../extension/imap/testing/scripted-server.ts';
import { memoryPair } from '../../../extension/imap/transport/memory.ts';
import { inbox } from '../../../extension/imap/wire/mailbox-name.ts';

export interface SpillCost {
  readonly rows: number;
  readonly octets: number;
  /** Heap and buffers above what was there before, garbage left out, at the worst moment, in MiB. */
  readonly memoryMiB: number;
}

const mib = 1024 * 1024;
const rows = 200;

const [near, far] = memoryPair();
const server = new ScriptedServer(far);
server.say('* PREAUTH [CAPABILITY IMAP4rev1] hi');
const client = await connectImap({ open: () => Promise.resolve(near), protect: 'local' });
const selecting = client.select(inbox);
await server.answer('SELECT', `* ${rows} EXISTS`, '* OK [UIDVALIDITY 1] x');
const mailbox = await selecting;

function used(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const before = used();
let most = 0;

async function serve(): Promise<void> {
  const { tag } = await server.command('UID FETCH');
  for (let seq = 1; seq <= rows; seq++) {
    const letter = String.fromCharCode(0x61 + (seq % 26));
    far.write(Buffer.from(`* ${seq} FETCH (UID ${seq} BODY[] {${mib}}\r\n`));
    for (let at = 0; at < mib; at += 65_536) if (!far.write(Buffer.alloc(65_536, letter))) await far.drained();
    far.write(Buffer.from(')\r\n'));
    if (seq % 8 === 0) most = Math.max(most, used() - before);
  }
  server.say(`${tag} OK done`);
  for (let seq = 1; seq <= rows; seq++) await server.answer('NOOP');
}

const serving = serve();
let read = 0;
let octets = 0;
for await (const row of mailbox.fetch([{ from: 1, to: rows }], [{ section: '' }])) {
  read++;
  const section = row.sections.get('BODY[]');
  if (row.uid !== read || section?.kind !== 'bytes') throw new Error(`row ${read} is ${row.uid}`);
  const letter = 0x61 + (read % 26);
  if (section.bytes[0] !== letter || section.bytes.at(-1) !== letter) throw new Error(`row ${read} is another's`);
  octets += section.bytes.length;
  await client.noop();
  if (read % 8 === 0) most = Math.max(most, used() - before);
}
await serving;
const cost: SpillCost = { rows: read, octets, memoryMiB: Math.round(most / mib) };
console.log(JSON.stringify(cost));

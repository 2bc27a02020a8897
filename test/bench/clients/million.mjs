// A mailbox of a million messages, served by rote.
import { SeqMap } from '../../../extension/imap/session/seq-map.ts';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { connect, openTcp } = await import(pathToFileURL(join(process.cwd(), 'dist', 'imap.mjs')).href);

function page(mailboxOf) {
  return async (task, meter) => {
    const { host, port } = task;
    const client = await connect({ protect: 'none', open: (signal) => openTcp({ host, port, signal }) });
    await client.signIn({ kind: 'password', user: 'u', password: 'p' });
    meter.begin();
    const mailbox = await client.select(mailboxOf(task));
    let rows = 0;
    for await (const row of mailbox.fetchPage({ skip: 0, count: 50 }, ['FLAGS', 'ENVELOPE', 'BODYSTRUCTURE']))
      rows += row.envelope === undefined ? 0 : 1;
    meter.end();
    const { exists } = mailbox;
    client.destroy();
    return { check: `${rows} rows of ${exists}`, result: [] };
  };
}

/** Every UID known, then messages in the middle go, one by one. */
async function expunge(task, meter) {
  const timed = (count) => {
    const map = new SeqMap();
    for (let n = 1; n <= count; n++) map.learn(n, n * 2);
    const events = Math.min(10_000, count >> 2);
    const began = performance.now();
    for (let i = 0; i < events; i++) map.expunge(count >> 1);
    return { each: ((performance.now() - began) / events) * 1000, map };
  };
  timed(10_000);
  const small = timed(Math.max(1000, Math.round(task.count / 10)));
  meter.begin();
  const large = timed(task.count);
  meter.end();
  return {
    check: `${large.map.known} known`,
    result: large.map,
    extra: { µs: large.each, 'against a tenth': large.each / small.each },
  };
}

export const works = { page: page((task) => task.mailbox), 'small-page': page(() => 'Thousand'), expunge };

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messagesOf } from '../mailbox.ts';
import { appendPlan } from '../plans.ts';
import type { Done, Meter, Task, Work } from '../task.ts';

type Library = typeof import('../../../extension/imap/index.ts');

const bundle = join(process.cwd(), 'dist', 'imap.mjs');
const { connect, openTcp, openTls, uid } = (await import(pathToFileURL(bundle).href)) as Library;
type Client = Awaited<ReturnType<typeof connect>>;
type Mailbox = Awaited<ReturnType<Client['select']>>;
type Row = import('../../../extension/imap/index.ts').FetchedMessage;

const all = ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODYSTRUCTURE'] as const;

async function open({ host, port, ca }: Task): Promise<Client> {
  return await connect(
    ca === null
      ? { protect: 'none', open: (signal) => openTcp({ host, port, signal }) }
      : { protect: 'tls', open: (signal) => openTls({ host, port, ca: [ca], signal }) },
  );
}

async function signedIn(task: Task): Promise<Client> {
  const client = await open(task);
  await client.signIn({ kind: 'password', user: task.user, password: task.password, mechanism: 'PLAIN' });
  return client;
}

async function selected(task: Task): Promise<{ readonly client: Client; readonly mailbox: Mailbox }> {
  const client = await signedIn(task);
  return { client, mailbox: await client.select(task.mailbox) };
}

/** Reads every field of a row once. */
function touch(row: Row): number {
  const { envelope, bodyStructure, flags, internalDate, size } = row;
  let sum = (flags?.length ?? 0) + (internalDate?.getTime() ?? 0) + (size ?? 0);
  if (envelope !== undefined) {
    sum += (envelope.subject?.length ?? 0) + (envelope.messageId?.length ?? 0) + envelope.from.length;
    sum += envelope.to.length + envelope.cc.length + (envelope.date === null ? 0 : 1);
  }
  return sum + (bodyStructure?.kind.length ?? 0);
}

function list(items: readonly (typeof all)[number][], every: boolean): Work {
  return async (task, meter) => {
    const { client, mailbox } = await selected(task);
    const rows: Row[] = [];
    let sum = 0;
    meter.begin();
    for await (const row of mailbox.fetch([{ from: uid(1), to: uid(4_294_967_295) }], items)) {
      if (every) sum += touch(row);
      rows.push(row);
    }
    meter.end();
    client.destroy();
    return { check: `${rows.length} rows`, result: rows, extra: { sum } };
  };
}

async function search(task: Task, meter: Meter): Promise<Done> {
  const { client, mailbox } = await selected(task);
  meter.begin();
  const found = await mailbox.find({});
  meter.end();
  client.destroy();
  return { check: `${found.count} found` };
}

async function read(mailbox: Mailbox, n: number): Promise<number> {
  let octets = 0;
  for await (const chunk of mailbox.section(uid(n), '')) octets += chunk.length;
  return octets;
}

/** One FETCH a message, so many at a time. */
function bodies(together: number): Work {
  return async (task, meter) => {
    const { client, mailbox } = await selected(task);
    let octets = 0;
    let next = 1;
    const reader = async (): Promise<void> => {
      while (next <= task.count) octets += await read(mailbox, next++);
    };
    meter.begin();
    await Promise.all(Array.from({ length: together }, reader));
    meter.end();
    client.destroy();
    return { check: `${task.count} bodies`, extra: { megabytes: octets / 1e6 } };
  };
}

async function bodiesAtOnce(task: Task, meter: Meter): Promise<Done> {
  const { client, mailbox } = await selected(task);
  let count = 0;
  let octets = 0;
  meter.begin();
  for await (const row of mailbox.fetch([{ from: uid(1), to: uid(task.count) }], [{ section: '' }])) {
    count++;
    for (const section of row.sections.values()) octets += section.kind === 'bytes' ? section.bytes.length : 0;
  }
  meter.end();
  client.destroy();
  return { check: `${count} bodies`, extra: { megabytes: octets / 1e6 } };
}

async function firstPage(task: Task, meter: Meter): Promise<Done> {
  meter.begin();
  const client = await open(task);
  const credentials = { kind: 'password', user: task.user, password: task.password, mechanism: 'PLAIN' } as const;
  const mailbox = await client.signInAndSelect(credentials, task.mailbox);
  let rows = 0;
  let sum = 0;
  for await (const row of mailbox.fetchPage({ skip: 0, count: 50 }, [...all])) {
    rows++;
    sum += touch(row);
  }
  meter.end();
  client.destroy();
  return { check: `${rows} rows`, extra: { sum } };
}

async function counts(task: Task, meter: Meter): Promise<Done> {
  const client = await signedIn(task);
  meter.begin();
  const all = await Promise.all(task.names.map((name) => client.status(name, ['MESSAGES', 'UNSEEN'])));
  meter.end();
  client.destroy();
  return { check: `${all.filter(({ messages }) => messages !== undefined).length} counts` };
}

async function listedCounts(task: Task, meter: Meter): Promise<Done> {
  const client = await signedIn(task);
  meter.begin();
  const all = await client.list({ pattern: 'Counted-*', status: ['MESSAGES', 'UNSEEN'] });
  meter.end();
  client.destroy();
  return { check: `${all.filter(({ status }) => status?.messages !== undefined).length} counts` };
}

function append(together: boolean): Work {
  return async (task, meter) => {
    const client = await signedIn(task);
    await client.mailboxes.create(task.mailbox);
    const messages = [...messagesOf(appendPlan(task.count))].map(({ octets }) => ({ content: octets }));
    meter.begin();
    if (together) await client.mailboxes.appendAll(task.mailbox, messages);
    else await Promise.all(messages.map((message) => client.mailboxes.append(task.mailbox, message)));
    meter.end();
    client.destroy();
    return { check: `${task.count} appended` };
  };
}

export const works: Readonly<Record<string, Work>> = {
  W1: list(all, false),
  'W1+': list(all, true),
  W1s: list(all, false),
  'W1s+': list(all, true),
  W2: list(['FLAGS'], false),
  W3: bodies(1),
  W3b: bodiesAtOnce,
  W3t: bodies(1),
  W3c: bodies(1),
  'W3c+': bodies(64),
  W3cb: bodiesAtOnce,
  W4e: search,
  W5: firstPage,
  W5t: firstPage,
  W6: counts,
  W6l: listedCounts,
  W7: append(true),
  W7p: append(false),
  W7r: append(true),
  W7rp: append(false),
  W8r: list(all, false),
};

import { messagesOf } from '../mailbox.ts';
import { appendPlan } from '../plans.ts';
import { peer } from '../peers.mjs';

const { ImapFlow } = peer('imapflow');
const all = { uid: true, flags: true, internalDate: true, size: true, envelope: true, bodyStructure: true };

async function signedIn(task) {
  const client = new ImapFlow({
    host: task.host,
    port: task.port,
    secure: task.ca !== null,
    ...(task.ca === null ? { doSTARTTLS: false } : { tls: { ca: [task.ca] } }),
    auth: { user: task.user, pass: task.password },
    logger: false,
    disableCompression: true,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function selected(task) {
  const client = await signedIn(task);
  const mailbox = await client.mailboxOpen(task.mailbox);
  return { client, mailbox };
}

function list(query) {
  return async (task, meter) => {
    const { client } = await selected(task);
    const rows = [];
    meter.begin();
    for await (const row of client.fetch('1:*', query, { uid: true })) rows.push(row);
    meter.end();
    client.close();
    return { check: `${rows.length} rows`, result: rows };
  };
}

async function bodies(task, meter) {
  const { client } = await selected(task);
  meter.begin();
  let octets = 0;
  for (let n = 1; n <= task.count; n++) {
    const row = await client.fetchOne(String(n), { source: true }, { uid: true });
    octets += row.source.length;
  }
  meter.end();
  client.close();
  return { check: `${task.count} bodies`, extra: { megabytes: octets / 1e6 } };
}

async function bodiesAtOnce(task, meter) {
  const { client } = await selected(task);
  meter.begin();
  let octets = 0;
  let count = 0;
  for await (const { source } of client.fetch('1:*', { source: true }, { uid: true })) {
    count++;
    octets += source.length;
  }
  meter.end();
  client.close();
  return { check: `${count} bodies`, extra: { megabytes: octets / 1e6 } };
}

async function search(task, meter) {
  const { client } = await selected(task);
  meter.begin();
  const found = await client.search({ all: true }, { uid: true });
  meter.end();
  client.close();
  return { check: `${found.length} found` };
}

async function firstPage(task, meter) {
  meter.begin();
  const { client, mailbox } = await selected(task);
  let rows = 0;
  for await (const row of client.fetch(`${mailbox.exists - 49}:*`, all)) rows += row.envelope ? 1 : 0;
  meter.end();
  client.close();
  return { check: `${rows} rows` };
}

async function counts(task, meter) {
  const client = await signedIn(task);
  meter.begin();
  const query = { messages: true, unseen: true };
  const found = await Promise.all(task.names.map((name) => client.status(name, query)));
  meter.end();
  client.close();
  return { check: `${found.filter(({ messages }) => messages !== undefined).length} counts` };
}

async function listedCounts(task, meter) {
  const client = await signedIn(task);
  meter.begin();
  const found = await client.list({ statusQuery: { messages: true, unseen: true } });
  meter.end();
  client.close();
  return { check: `${found.filter(({ path, status }) => path.startsWith('Counted-') && status).length} counts` };
}

async function append(task, meter) {
  const client = await signedIn(task);
  await client.mailboxCreate(task.mailbox);
  const messages = [...messagesOf(appendPlan(task.count))];
  meter.begin();
  await Promise.all(messages.map(({ octets }) => client.append(task.mailbox, octets)));
  meter.end();
  client.close();
  return { check: `${task.count} appended` };
}

export const works = {
  W1: list(all),
  W1s: list(all),
  W2: list({ uid: true, flags: true }),
  W3: bodies,
  W3b: bodiesAtOnce,
  W3t: bodies,
  W3c: bodies,
  W3cb: bodiesAtOnce,
  W4e: search,
  W5: firstPage,
  W5t: firstPage,
  W6: counts,
  W6l: listedCounts,
  W7s: append,
  W7r: append,
  W8r: list(all),
};

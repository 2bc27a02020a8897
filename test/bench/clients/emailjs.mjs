import { messagesOf } from '../mailbox.ts';
import { appendPlan } from '../plans.ts';
import { peer } from '../peers.mjs';

const Client = peer('emailjs-imap-client').default;
const all = ['uid', 'flags', 'internaldate', 'rfc822.size', 'envelope', 'bodystructure'];

async function signedIn(task) {
  const client = new Client(task.host, task.port, {
    auth: { user: task.user, pass: task.password },
    useSecureTransport: false,
    ignoreTLS: true,
    enableCompression: false,
  });
  client.logLevel = client.LOG_LEVEL_NONE;
  client.onerror = () => undefined;
  await client.connect();
  return client;
}

async function selected(task) {
  const client = await signedIn(task);
  const mailbox = await client.selectMailbox(task.mailbox);
  return { client, mailbox };
}

function list(items) {
  return async (task, meter) => {
    const { client } = await selected(task);
    meter.begin();
    const rows = await client.listMessages(task.mailbox, '1:*', items, { byUid: true });
    meter.end();
    return { check: `${rows.length} rows`, result: rows };
  };
}

async function bodies(task, meter) {
  const { client } = await selected(task);
  meter.begin();
  let octets = 0;
  for (let n = 1; n <= task.count; n++) {
    const [row] = await client.listMessages(task.mailbox, String(n), ['body.peek[]'], { byUid: true });
    octets += row['body[]'].length;
  }
  meter.end();
  return { check: `${task.count} bodies`, extra: { megabytes: octets / 1e6 } };
}

async function search(task, meter) {
  const { client } = await selected(task);
  meter.begin();
  const found = await client.search(task.mailbox, { all: true }, { byUid: true });
  meter.end();
  return { check: `${found.length} found` };
}

async function firstPage(task, meter) {
  meter.begin();
  const { client, mailbox } = await selected(task);
  const rows = await client.listMessages(task.mailbox, `${mailbox.exists - 49}:*`, all);
  meter.end();
  return { check: `${rows.length} rows` };
}

async function append(task, meter) {
  const client = await signedIn(task);
  await client.createMailbox(task.mailbox);
  const messages = [...messagesOf(appendPlan(task.count))];
  meter.begin();
  for (const { octets } of messages) await client.upload(task.mailbox, octets.toString('latin1'));
  meter.end();
  return { check: `${task.count} appended` };
}

export const works = {
  W1: list(all),
  W1s: list(all),
  W2: list(['uid', 'flags']),
  W3c: bodies,
  W4: search,
  W5: firstPage,
  W7s: append,
  W7r: append,
  W8r: list(all),
};

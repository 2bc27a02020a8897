import { once } from 'node:events';
import { promisify } from 'node:util';
import { messagesOf } from '../mailbox.ts';
import { appendPlan } from '../plans.ts';
import { peer } from '../peers.mjs';

const Imap = peer('imap');
const all = { envelope: true, size: true, struct: true };

async function signedIn(task) {
  const imap = new Imap({
    user: task.user,
    password: task.password,
    host: task.host,
    port: task.port,
    tls: task.ca !== null,
    ...(task.ca === null ? {} : { tlsOptions: { ca: [task.ca] } }),
    keepalive: false,
  });
  imap.connect();
  await once(imap, 'ready');
  return imap;
}

async function selected(task) {
  const imap = await signedIn(task);
  const box = await promisify(imap.openBox.bind(imap))(task.mailbox, false);
  return { imap, box };
}

/** Attributes of every message; octets of bodies are counted. */
function fetchAll(source, set, options) {
  return new Promise((resolve, reject) => {
    const rows = [];
    let octets = 0;
    const fetch = source.fetch(set, options);
    fetch.on('message', (message) => {
      message.on('body', (stream) => stream.on('data', (chunk) => (octets += chunk.length)));
      message.once('attributes', (attributes) => rows.push(attributes));
    });
    fetch.once('error', reject);
    fetch.once('end', () => resolve({ rows, octets }));
  });
}

function list(options) {
  return async (task, meter) => {
    const { imap } = await selected(task);
    meter.begin();
    const { rows } = await fetchAll(imap, '1:*', options);
    meter.end();
    imap.destroy();
    return { check: `${rows.length} rows`, result: rows };
  };
}

async function bodies(task, meter) {
  const { imap } = await selected(task);
  meter.begin();
  let octets = 0;
  for (let n = 1; n <= task.count; n++) octets += (await fetchAll(imap, String(n), { bodies: '' })).octets;
  meter.end();
  imap.destroy();
  return { check: `${task.count} bodies`, extra: { megabytes: octets / 1e6 } };
}

async function bodiesAtOnce(task, meter) {
  const { imap } = await selected(task);
  meter.begin();
  const { rows, octets } = await fetchAll(imap, '1:*', { bodies: '' });
  meter.end();
  imap.destroy();
  return { check: `${rows.length} bodies`, extra: { megabytes: octets / 1e6 } };
}

async function search(task, meter) {
  const { imap } = await selected(task);
  meter.begin();
  const found = await promisify(imap.search.bind(imap))(['ALL']);
  meter.end();
  imap.destroy();
  return { check: `${found.length} found` };
}

async function firstPage(task, meter) {
  meter.begin();
  const { imap, box } = await selected(task);
  const { rows } = await fetchAll(imap.seq, `${box.messages.total - 49}:*`, all);
  meter.end();
  imap.destroy();
  return { check: `${rows.length} rows` };
}

async function counts(task, meter) {
  const imap = await signedIn(task);
  meter.begin();
  const status = promisify(imap.status.bind(imap));
  const found = await Promise.all(task.names.map((name) => status(name)));
  meter.end();
  imap.destroy();
  return { check: `${found.length} counts` };
}

async function append(task, meter) {
  const imap = await signedIn(task);
  await promisify(imap.addBox.bind(imap))(task.mailbox);
  const messages = [...messagesOf(appendPlan(task.count))];
  const give = promisify(imap.append.bind(imap));
  meter.begin();
  await Promise.all(messages.map(({ octets }) => give(octets, { mailbox: task.mailbox })));
  meter.end();
  imap.destroy();
  return { check: `${task.count} appended` };
}

export const works = {
  W1: list(all),
  W1s: list(all),
  W2: list({}),
  W3: bodies,
  W3b: bodiesAtOnce,
  W3t: bodies,
  W3c: bodies,
  W3cb: bodiesAtOnce,
  W4: search,
  W5: firstPage,
  W5t: firstPage,
  W6: counts,
  W7s: append,
  W7r: append,
  W8r: list(all),
};

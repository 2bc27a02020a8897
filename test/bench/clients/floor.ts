import { readFile } from 'node:fs/promises';
import { Floor } from '../floor-client.ts';
import { messagesOf } from '../mailbox.ts';
import { appendPlan } from '../plans.ts';
import type { Done, Meter, Task, Work } from '../task.ts';

/** Opens the mailbox, then measures one command. */
function one(command: (task: Task) => string, check: (task: Task) => string): Work {
  return async (task, meter) => {
    const floor = await Floor.signedIn(task);
    await floor.send(`s SELECT ${task.mailbox}\r\n`, 's');
    meter.begin();
    await floor.send(`${command(task)}\r\n`, 'c');
    meter.end();
    floor.destroy();
    return { check: check(task), result: [] };
  };
}

function each(together: boolean): Work {
  return async (task, meter) => {
    const floor = await Floor.signedIn(task);
    await floor.send(`s SELECT ${task.mailbox}\r\n`, 's');
    meter.begin();
    const command = (n: number): string => `${n < task.count ? 'x' : 'c'} UID FETCH ${n} (UID BODY.PEEK[])\r\n`;
    if (together) await floor.send(Array.from({ length: task.count }, (_, i) => command(i + 1)).join(''), 'c');
    else for (let n = 1; n <= task.count; n++) await floor.send(`c${n} UID FETCH ${n} (UID BODY.PEEK[])\r\n`, `c${n}`);
    meter.end();
    floor.destroy();
    return { check: `${task.count} bodies` };
  };
}

async function firstPage(task: Task, meter: Meter): Promise<Done> {
  meter.begin();
  const floor = await Floor.signedIn(task, `b SELECT ${task.mailbox}\r\n`);
  const exists = Number(/\* (\d+) EXISTS/.exec(floor.tail)?.[1] ?? task.count);
  await floor.send(
    `c FETCH ${exists - 49}:${exists} (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)\r\n`,
    'c',
  );
  meter.end();
  floor.destroy();
  return { check: '50 rows' };
}

async function counts(task: Task, meter: Meter): Promise<Done> {
  const floor = await Floor.signedIn(task);
  meter.begin();
  const commands = task.names.map(
    (name, i) => `${i + 1 === task.names.length ? 'c' : 'x'} STATUS ${name} (MESSAGES UNSEEN)\r\n`,
  );
  await floor.send(commands.join(''), 'c');
  meter.end();
  floor.destroy();
  return { check: `${task.names.length} counts` };
}

function append(together: 'multi' | 'pipelined' | 'single'): Work {
  return async (task, meter) => {
    const floor = await Floor.signedIn(task);
    await floor.send(`n CREATE ${task.mailbox}\r\n`, 'n');
    const messages = [...messagesOf(appendPlan(task.count))].map(({ octets }) => octets);
    const literal = (octets: Buffer): Buffer[] => [Buffer.from(` {${octets.length}+}\r\n`), octets];
    const head = (tag: string): Buffer => Buffer.from(`${tag} APPEND ${task.mailbox}`);
    const end = Buffer.from('\r\n');
    meter.begin();
    if (together === 'multi') await floor.send(Buffer.concat([head('c'), ...messages.flatMap(literal), end]), 'c');
    else if (together === 'pipelined') {
      const tagOf = (i: number): string => (i + 1 === messages.length ? 'c' : 'x');
      await floor.send(Buffer.concat(messages.flatMap((octets, i) => [head(tagOf(i)), ...literal(octets), end])), 'c');
    } else
      for (const [i, octets] of messages.entries())
        await floor.send(Buffer.concat([head(`c${i}`), ...literal(octets), end]), `c${i}`);
    meter.end();
    floor.destroy();
    return { check: `${task.count} appended` };
  };
}

/** How fast this machine finds line ends in the recorded stream. */
async function newlines(task: Task, meter: Meter): Promise<Done> {
  const octets = await readFile(task.file ?? '');
  meter.begin();
  let lines = 0;
  for (let at = octets.indexOf(10); at >= 0; at = octets.indexOf(10, at + 1)) lines++;
  meter.end();
  return { check: `${lines} lines`, extra: { megabytes: octets.length / 1e6 } };
}

const all = 'UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE';
const rows = (task: Task): string => `${task.count} rows`;
const list = one(() => `c UID FETCH 1:* (${all})`, rows);

export const works: Readonly<Record<string, Work>> = {
  W1: list,
  W1s: list,
  W8r: list,
  W2: one(() => 'c UID FETCH 1:* (UID FLAGS)', rows),
  W3: each(false),
  W3t: each(false),
  W3c: each(false),
  'W3c+': each(true),
  W3b: one(
    () => 'c UID FETCH 1:* (UID BODY.PEEK[])',
    (task) => `${task.count} bodies`,
  ),
  W3cb: one(
    () => 'c UID FETCH 1:* (UID BODY.PEEK[])',
    (task) => `${task.count} bodies`,
  ),
  W4: one(
    () => 'c UID SEARCH ALL',
    (task) => `${task.count} found`,
  ),
  W4e: one(
    () => 'c UID SEARCH RETURN (ALL COUNT) ALL',
    (task) => `${task.count} found`,
  ),
  W5: firstPage,
  W5t: firstPage,
  W6: counts,
  W7: append('multi'),
  W7p: append('pipelined'),
  W7s: append('single'),
  W7r: append('multi'),
  W7rp: append('pipelined'),
  W8: newlines,
};

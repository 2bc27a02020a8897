import { internalDate } from '../servers/dovecot/fill.ts';
import type { Floor } from './floor-client.ts';

/** What a mailbox of the bench is made of. The same seed gives the same octets on every machine. */
export interface MailboxPlan {
  readonly name: string;
  readonly count: number;
  readonly seed: number;
  /** Octets of a message's text, from the random number 0 … 1. */
  readonly textSize: (random: number) => number;
}

/** Small and fast random numbers with a seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const first = ['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald', 'Radia', 'Ken', 'Frances', 'Linus', 'Margaret'];
const last = [
  'Lovelace',
  'Hopper',
  'Turing',
  'Dijkstra',
  'Liskov',
  'Knuth',
  'Perlman',
  'Thompson',
  'Allen',
  'Hamilton',
];
const domains = ['example.org', 'mail.example.com', 'lists.example.net', 'dev.example.org', 'build.example.com'];
const words = (
  'release notes build failed review request weekly report merge conflict in the branch of parser tests for window ' +
  'update dependency broken again question about literal sizes lunch tomorrow meeting moved new version deployed'
).split(' ');
const encoded = ['=?UTF-8?Q?R=C3=BCckfrage_zur_Lieferung?=', '=?utf-8?B?5bGx55SwIOWkqumDjg==?='];
const flagSets = ['\\Seen', '', '\\Seen \\Answered', '\\Flagged \\Seen', '\\Seen $Forwarded', '\\Seen NonJunk'];
const start = Date.UTC(2012, 0, 1);

/** One message with its flags and date. */
export interface MadeMessage {
  readonly octets: Buffer;
  readonly flags: string;
  readonly date: Date;
}

/** The messages of a mailbox, in order. */
export function* messagesOf(plan: MailboxPlan): Generator<MadeMessage> {
  const random = randomNumbers(plan.seed);
  const pick = <T>(items: readonly T[]): T => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  };
  const person = (): string => {
    const [given, family] = [pick(first), pick(last)];
    return `${given} ${family} <${given.toLowerCase()}.${family.toLowerCase()}${Math.floor(random() * 400)}@${pick(domains)}>`;
  };
  const people = (count: number): string => Array.from({ length: count }, person).join(',\r\n ');
  const text = (length: number): string => {
    const line = `${Array.from({ length: 11 }, () => pick(words))
      .join(' ')
      .slice(0, 70)}\r\n`;
    return line.repeat(Math.ceil(length / line.length));
  };
  for (let n = 1; n <= plan.count; n++) {
    const date = new Date(start + n * 240_000);
    const subject = random() < 0.08 ? pick(encoded) : Array.from({ length: 3 + (n % 6) }, () => pick(words)).join(' ');
    const boundary = `----=_Part_${n}_${Math.floor(random() * 1e9)}.${n * 7919}`;
    const reply = random();
    const head = [
      `Received: from mx${n % 7}.example.net by mail.example.org; ${date.toUTCString()}`,
      `From: ${person()}`,
      `To: ${people(1 + Math.floor(random() * random() * 7))}`,
      ...(random() < 0.35 ? [`Cc: ${people(1 + Math.floor(random() * 5))}`] : []),
      `Subject: ${reply < 0.4 ? 'Re: ' : ''}${subject}`,
      `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
      `Message-ID: <${Math.floor(random() * 1e12).toString(36)}.${n}.${date.getTime()}@${pick(domains)}>`,
      ...(reply < 0.4 && n > 9 ? [`In-Reply-To: <reply.to.message.${n - 7}.${date.getTime()}@${pick(domains)}>`] : []),
      'MIME-Version: 1.0',
    ].join('\r\n');
    const body = text(plan.textSize(random()));
    const kind = random();
    yield {
      octets: Buffer.from(`${head}\r\n${entity(kind, boundary, body, n)}`, 'latin1'),
      flags: pick(flagSets),
      date,
    };
  }
}

/** Half of the messages have a text and its HTML form, a fifth have attachments, the rest are plain text. */
function entity(kind: number, boundary: string, body: string, n: number): string {
  const plain = `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n${body}`;
  if (kind < 0.3) return plain;
  const html = `Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>${body.slice(0, 120)}</p>\r\n`;
  const alternative = (mark: string): string =>
    `Content-Type: multipart/alternative; boundary="${mark}"\r\n\r\n--${mark}\r\n${plain}\r\n--${mark}\r\n${html}--${mark}--\r\n`;
  if (kind < 0.8) return alternative(boundary);
  const file =
    `Content-Type: application/pdf; name="report-${n}.pdf"\r\nContent-Transfer-Encoding: base64\r\n` +
    `Content-Disposition: attachment; filename="report-${n}.pdf"; size=${n}\r\n\r\nJVBERi0xLjQK\r\n`;
  return (
    `Content-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n--${boundary}\r\n${alternative(`${boundary}_alt`)}` +
    `--${boundary}\r\n${file}--${boundary}--\r\n`
  );
}

/** Appends a mailbox by MULTIAPPEND with LITERAL+, some megabytes a command. */
export async function fillMailbox(imap: Floor, plan: MailboxPlan): Promise<void> {
  await imap.send(`n CREATE ${plan.name}\r\n`, 'n');
  let pending: Buffer[] = [];
  let waiting = 0;
  let octetsOfCommand = 0;
  const finish = async (): Promise<void> => {
    if (octetsOfCommand === 0) return;
    await imap.send(Buffer.concat([...pending, Buffer.from('\r\n')]), 'f');
    pending = [];
    waiting = 0;
    octetsOfCommand = 0;
  };
  for (const { octets, flags, date } of messagesOf(plan)) {
    if (octetsOfCommand === 0) pending.push(Buffer.from(`f APPEND ${plan.name}`));
    pending.push(Buffer.from(` (${flags}) "${internalDate(date)}" {${octets.length}+}\r\n`), octets);
    octetsOfCommand += octets.length;
    waiting += octets.length;
    if (waiting > 1_000_000) {
      await imap.feed(Buffer.concat(pending));
      pending = [];
      waiting = 0;
    }
    if (octetsOfCommand > 40_000_000) await finish();
  }
  await finish();
}

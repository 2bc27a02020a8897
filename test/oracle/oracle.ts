import assert from 'node:assert/strict';
import type { MailboxEvent } from '../../extension/imap/client/api.ts';
import type { Client } from '../../extension/imap/client/client.ts';
import type { KnownMailbox } from '../../extension/imap/client/known-mailbox.ts';
import type { Mailbox } from '../../extension/imap/client/mailbox.ts';
import type { Selection } from '../../extension/imap/session/selection.ts';
import { openTcp } from '../../extension/imap/transport/tcp.ts';
import { seqNo, uid, type Uid } from '../../extension/imap/wire/ids.ts';
import { inbox } from '../../extension/imap/wire/mailbox-name.ts';
import { contains } from '../../extension/imap/wire/sequence-set.ts';
import type { Dovecot } from '../servers/dovecot.ts';
import { connectInspected, type Inspected } from './inspected.ts';

const everything = [{ from: 1, to: 0xffff_ffff }];
const words = ['\\Seen', '\\Flagged', '\\Answered', '\\Draft', '$Work', '$Later'];
const mostMessages = 300;

export interface OracleOptions {
  readonly dovecot: Dovecot;
  readonly commands: number;
  readonly seed: number;
  /** Commands between two comparisons. */
  readonly every?: number;
  readonly progress?: (text: string) => void;
}

export interface OracleResult {
  readonly commands: number;
  readonly checkpoints: number;
  readonly reconnects: number;
  readonly events: number;
  /** Sequence numbers whose UID we knew, in all checkpoints. */
  readonly places: number;
}

/** Small deterministic generator, so that a failure can be played again. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A mailbox as our events tell it: what a list would show. */
class Follower {
  readonly flags = new Map<Uid, readonly string[]>();
  events = 0;
  #mailbox: Mailbox | null = null;
  #known: KnownMailbox | null = null;
  #unsure = false;

  get mailbox(): Mailbox {
    assert.ok(this.#mailbox !== null);
    return this.#mailbox;
  }

  async attach(client: Client): Promise<void> {
    const { mailbox, resumption } = await client.resume(inbox, this.#known);
    this.#mailbox = mailbox;
    mailbox.onEvent((event) => this.#take(event));
    if (resumption.kind !== 'changes') {
      this.flags.clear();
      return;
    }
    const { vanished, flags } = resumption.changes;
    for (const one of [...this.flags.keys()]) if (contains(vanished, one)) this.flags.delete(one);
    for (const [one, now] of flags) this.flags.set(one, now);
  }

  /** Before the connection is cut. */
  remember(): void {
    this.#known = this.mailbox.known([...this.flags.keys()]);
  }

  /** Reads what came; by UID, so that what the events said is not glossed over. */
  async catchUp(client: Client): Promise<void> {
    await client.noop();
    const newest = Math.max(0, ...this.flags.keys());
    const from = this.#unsure ? 1 : newest + 1;
    if (this.#unsure) this.flags.clear();
    this.#unsure = false;
    for await (const row of this.mailbox.fetch([{ from, to: 0xffff_ffff }], ['UID', 'FLAGS']))
      if (row.uid >= from) this.flags.set(row.uid, row.flags ?? []);
  }

  async readPlaces(): Promise<void> {
    for await (const row of this.mailbox.fetch(everything, ['UID', 'FLAGS'])) this.flags.set(row.uid, row.flags ?? []);
  }

  #take(event: MailboxEvent): void {
    this.events++;
    if (event.kind === 'flags') {
      if (this.flags.has(event.uid)) this.flags.set(event.uid, event.flags);
    } else if (event.kind === 'expunge') {
      // A message whose number was never told is one that this view has not read yet.
      if (event.uid !== null) this.flags.delete(event.uid);
    } else if (event.kind === 'vanished') {
      for (const one of [...this.flags.keys()]) if (contains(event.uids, one)) this.flags.delete(one);
    } else if (event.kind === 'resync-needed') assert.fail(event.reason);
  }
}

/** How many sequence numbers we know the UID of, each of them as the server has it; `order` is the mailbox in its order. */
function knownPlaces(selection: Selection | null, order: readonly Uid[], when: string): number {
  assert.ok(selection !== null);
  let known = 0;
  for (const [index, one] of order.entries()) {
    const seq = seqNo(index + 1);
    const ours = selection.uidAt(seq);
    if (ours === null) {
      assert.equal(selection.seqOf(one), null, `UID ${one} has a place in one direction only, ${when}`);
      continue;
    }
    known++;
    assert.equal(ours, one, `message ${seq} is not UID ${ours}, ${when}`);
    assert.equal(selection.seqOf(one), seq, when);
  }
  assert.equal(selection.uidAt(seqNo(order.length + 1)), null, `a place behind the last message, ${when}`);
  return known;
}

/** A second client changes a mailbox at random while ours follows it; at every checkpoint our view must be the server's. */
export async function runOracle({
  dovecot,
  commands,
  seed,
  every = 50,
  progress,
}: OracleOptions): Promise<OracleResult> {
  const next = randomFrom(seed);
  const user = dovecot.user('oracle');
  const pick = (count: number): number => Math.floor(next() * count);
  const connect = async (): Promise<Inspected> => {
    const { host, port } = dovecot;
    const inspected = await connectInspected(await openTcp({ host, port, signal: AbortSignal.timeout(15_000) }));
    await inspected.client.signIn({ kind: 'password', ...user });
    return inspected;
  };
  const { client: other } = await connect();
  await other.mailboxes.create('Elsewhere');
  const theirs = await other.select('INBOX');
  let there: Uid[] = [];
  let { client: ours, selection } = await connect();
  const follower = new Follower();
  await follower.attach(ours);
  let done = 0;
  let checkpoints = 0;
  let reconnects = 0;
  let places = 0;
  let number = 0;

  const some = (most: number): Uid[] => {
    const chosen = new Set<Uid>();
    for (let i = 1 + pick(most); i > 0; i--) {
      const one = there[pick(there.length)];
      if (one !== undefined) chosen.add(one);
    }
    return [...chosen];
  };
  /** Below, more messages come than go. */
  const many = (): boolean => there.length > mostMessages / 2;
  const someFlags = (): string[] => words.filter(() => next() < 0.4);
  const gone = (uids: readonly Uid[]): void => void (there = there.filter((one) => !uids.includes(one)));

  async function change(): Promise<void> {
    const dice = next();
    if (there.length === 0 || (dice < 0.3 && there.length < mostMessages)) {
      const content = Buffer.from(`Subject: ${++number}\r\n\r\n${'x'.repeat(pick(200))}\r\n`);
      const appended = await other.mailboxes.append('INBOX', { content, flags: someFlags() });
      for (const range of appended?.uids ?? []) there.push(uid(range.from));
    } else if (dice < 0.7) {
      const operation = (['add', 'remove', 'replace'] as const)[pick(3)] ?? 'add';
      // Some changes are our own, so that what we do and what we are told mix.
      const mailbox = next() < 0.2 ? follower.mailbox : theirs;
      await mailbox.storeValues(some(8), {
        operation,
        values: someFlags(),
        silent: mailbox === theirs && next() < 0.5,
      });
    } else if (dice < 0.8) {
      const uids = some(many() ? 6 : 1);
      await theirs.remove(uids);
      gone(uids);
    } else if (dice < 0.88) {
      const uids = some(many() ? 4 : 1);
      await theirs.move(uids, 'Elsewhere');
      gone(uids);
    } else if (dice < 0.93) {
      const copied = await theirs.copy(some(3), 'INBOX');
      for (const { destination } of copied)
        for (const { from, to } of destination) for (let one = from; one <= to; one++) there.push(uid(one));
    } else if (dice < 0.98) await ours.noop();
    else await follower.catchUp(ours);
  }

  async function check(): Promise<void> {
    checkpoints++;
    await other.noop();
    await follower.catchUp(ours);
    const truth = new Map<Uid, readonly string[]>();
    for await (const row of theirs.fetch(everything, ['UID', 'FLAGS'])) truth.set(row.uid, row.flags ?? []);
    const order = [...truth.keys()].sort((a, b) => a - b);
    const plain = (view: ReadonlyMap<Uid, readonly string[]>): unknown =>
      [...view]
        .sort(([a], [b]) => a - b)
        .map(([one, flags]) => [one, flags.filter((flag) => flag !== '\\Recent').sort()]);
    assert.deepEqual(plain(follower.flags), plain(truth), `seed ${seed}, after ${done} commands`);
    assert.equal(follower.mailbox.exists, truth.size);
    places += knownPlaces(selection(), order, `seed ${seed}, after ${done} commands`);
    there = order;
    // All places are learnt now and then; what happens to them afterwards is told by events alone.
    if (next() < 0.5) await follower.readPlaces();
  }

  try {
    while (done < commands) {
      await change();
      done++;
      if (done % every === 0) await check();
      if (done % 1_000 === 0) progress?.(`${done} commands, ${checkpoints} checkpoints, ${reconnects} reconnects`);
      if (next() < 0.01) {
        reconnects++;
        follower.remember();
        ours.destroy();
        ({ client: ours, selection } = await connect());
        // Things happen while nobody looks.
        for (let i = pick(10); i > 0; i--) {
          const mailbox = theirs;
          await mailbox.storeValues(some(5), { operation: 'add', values: someFlags() });
          const uids = some(2);
          await mailbox.remove(uids);
          gone(uids);
        }
        await follower.attach(ours);
      }
    }
    await check();
    return { commands: done, checkpoints, reconnects, events: follower.events, places };
  } finally {
    other.destroy();
    ours.destroy();
  }
}

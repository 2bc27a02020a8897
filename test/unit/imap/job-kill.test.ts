import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutting, noTraffic } from '../../chaos/cutting-transport.ts';
import { Truth } from '../../chaos/truth.ts';
import { DemoServer } from '../../../extension/demo/demo-server.ts';
import { AppendJob, type AppendState } from '../../../extension/imap/client/append-job.ts';
import type { Client } from '../../../extension/imap/client/client.ts';
import { connectImap } from '../../../extension/imap/client/connect.ts';
import { oneConnection, type MailboxAccess } from '../../../extension/imap/client/mailbox-access.ts';
import { TransferJob, type TransferState } from '../../../extension/imap/client/transfer-job.ts';
import type { Transport } from '../../../extension/imap/transport/transport.ts';
import { uid } from '../../../extension/imap/wire/ids.ts';
import { inbox, mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { ManualClock } from './manual-clock.ts';

const epoch = new Date('2026-01-01T00:00:00Z');
const work = mailboxFromDisplay('Work', false);

function message(id: string): Buffer {
  return Buffer.from(`Message-ID: <${id}@x>\r\nSubject: ${id}\r\n\r\nThe text of ${id}.\r\n`);
}

type Keep = (state: object) => Promise<void> | void;
type Run = (access: MailboxAccess, keep: Keep) => Promise<unknown>;

/** What a window was asked to do, and how the next window takes it up from what lies in the store. */
interface Scenario {
  readonly name: string;
  readonly stock: readonly string[];
  /** What the mailboxes hold in the end, sorted. */
  readonly inbox: readonly string[];
  readonly work: readonly string[];
  readonly first: (uidValidity: number) => object;
  readonly run: (stored: string) => Run;
  /** Makes another server of it. */
  readonly rewrite?: (text: string) => string;
}

const withoutMove = (text: string): string => text.replace(/ MOVE\b/, '');
const withoutPlus = (text: string): string =>
  withoutMove(text)
    .replace(/ UIDPLUS\b/, '')
    .replace(/\[(?:COPYUID|APPENDUID) [^\]]*\] /, '');
/** A greeting of UW imapd, which reads lines of 1000 octets, so that a long set goes out in pieces. */
const ofShortLines = (text: string): string =>
  withoutMove(text).replace(/^(\* OK \[[^\]]*\]).*/, '$1 IMAP4rev1 2007e.404 at x');

function transfer(kind: 'copy' | 'move', uids: readonly number[]): Pick<Scenario, 'first' | 'run'> {
  return {
    first: (uidValidity) =>
      new TransferJob({ kind, source: inbox, target: work, uidValidity, uids: uids.map(uid) }).state,
    run: (stored) => {
      const job = TransferJob.resume(JSON.parse(stored) as TransferState);
      return (access, keep) => job.run(access, { keep });
    },
  };
}

const kept = message('n');
const append: Pick<Scenario, 'stock' | 'inbox' | 'work' | 'first' | 'run'> = {
  stock: ['a'],
  inbox: ['a'],
  work: ['n', 'w'],
  first: () => new AppendJob(work, { content: kept, flags: ['\\Seen'], date: epoch }).state,
  run: (stored) => {
    const job = AppendJob.resume(JSON.parse(stored) as AppendState, kept);
    return (access, keep) => job.run(access, { keep });
  },
};
// Two of them are alike, as a mail that came twice.
const stock = ['a', 'b', 'c', 'c', 'd'];
const moved = { stock, inbox: ['a', 'd'], work: ['b', 'c', 'c', 'w'], ...transfer('move', [2, 3, 4]) };
const many = Array.from({ length: 400 }, (_, index) => `m${index}`);
const odd = (wanted: number): string[] => many.filter((_, index) => index % 2 === wanted);

const scenarios: readonly Scenario[] = [
  { name: 'MOVE', ...moved },
  { name: 'a move by fall-back', ...moved, rewrite: withoutMove },
  { name: 'a move by fall-back without UIDPLUS', ...moved, rewrite: withoutPlus },
  { name: 'COPY', ...moved, inbox: stock, ...transfer('copy', [2, 3, 4]), rewrite: withoutPlus },
  { name: 'APPEND', ...append },
  { name: 'APPEND without UIDPLUS', ...append, rewrite: withoutPlus },
];
const inPieces: Scenario = {
  name: 'a move of many pieces',
  stock: many,
  inbox: odd(1).sort(),
  work: [...odd(0), 'w'].sort(),
  ...transfer(
    'move',
    odd(0).map((_, index) => index * 2 + 1),
  ),
  rewrite: ofShortLines,
};

/** Where the process ends: at a write of the store, which still takes place or does not, or before an answer that it does not see. */
type Kill = { readonly write: number; readonly lands: boolean } | { readonly answer: number };

/** A server, a store, and the processes that use them one after the other. */
class World {
  readonly #scenario: Scenario;
  readonly #server: DemoServer;
  readonly #truth: Truth;
  stored: string;
  kills = 0;
  writes = 0;

  private constructor(scenario: Scenario, server: DemoServer, truth: Truth, first: object) {
    this.#scenario = scenario;
    this.#server = server;
    this.#truth = truth;
    this.stored = JSON.stringify(first);
  }

  static async make(scenario: Scenario): Promise<World> {
    const messages = (ids: readonly string[]) =>
      ids.map((id) => ({ raw: message(id), flags: [], internalDate: epoch }));
    const folders = [
      { path: 'INBOX', messages: messages(scenario.stock) },
      { path: 'Work', messages: messages(['w']) },
    ];
    const server = new DemoServer({ seed: { folders }, now: () => epoch });
    const truth = await Truth.open(server);
    return new World(scenario, server, truth, scenario.first(await truth.uidValidity('INBOX')));
  }

  /** One process, from its start to its end. Gives how often the server spoke. */
  async live(kill: Kill | null): Promise<number> {
    const { promise: end, resolve: die } = Promise.withResolvers<undefined>();
    let client: Client | null = null;
    let writes = 0;
    let answers = 0;
    /** Nothing is done from memory any more. */
    const killed = (): Promise<never> => {
      this.kills++;
      client?.destroy();
      die(undefined);
      return new Promise<never>(() => undefined);
    };
    const heard = (): boolean => {
      answers++;
      if (kill === null || !('answer' in kill) || answers < kill.answer) return true;
      if (answers === kill.answer) void killed();
      return false;
    };
    const process = async (): Promise<void> => {
      client = await this.#connect(heard);
      await this.#scenario.run(this.stored)(oneConnection(client), (state) => {
        this.writes++;
        const last = kill !== null && 'write' in kill && ++writes === kill.write;
        if (!last || kill.lands) this.stored = JSON.stringify(state);
        return last ? killed() : undefined;
      });
      client.destroy();
    };
    const before = this.kills;
    const running = process();
    // What a dead process throws is heard by nobody.
    running.catch(() => undefined);
    await Promise.race([end, running]);
    // Meanwhile others go on.
    if (this.kills > before) for (const place of ['INBOX', 'Work']) this.#server.deliver(place, { raw: message('x') });
    return answers;
  }

  async #connect(heard: () => boolean): Promise<Client> {
    const { rewrite = (text: string) => text } = this.#scenario;
    const clock = new ManualClock();
    const said = (text: string): string => (heard() ? rewrite(text) : '');
    const open = (): Promise<Transport> =>
      Promise.resolve(cutting(this.#server.connect(), null, noTraffic(), clock, said));
    const client = await connectImap({ protect: 'local', clock, open });
    await client.signIn({ kind: 'password', ...this.#server.credentials });
    return client;
  }

  /** A process whose store takes nothing. */
  async failing(error: Error): Promise<void> {
    const client = await this.#connect(() => true);
    try {
      await this.#scenario.run(this.stored)(oneConnection(client), () => Promise.reject(error));
    } finally {
      client.destroy();
      assert.deepEqual(
        (await this.#truth.rows('Work')).map(({ id }) => id),
        ['w'],
      );
    }
  }

  /** The job is at its end, another run does nothing, and all is where it belongs. */
  async settled(why: string): Promise<void> {
    const rows = [await this.#truth.rows('INBOX'), await this.#truth.rows('Work')];
    const others = Array.from({ length: this.kills }, () => 'x');
    assert.deepEqual(
      rows.map((place) => place.map(({ id }) => id).sort()),
      [this.#scenario.inbox, this.#scenario.work].map((ids) => [...ids, ...others].sort()),
      why,
    );
    assert.ok(rows.flat().every(({ flags }) => !flags.includes('\\Deleted')));
    const nobody: MailboxAccess = {
      inMailbox: () => assert.fail('there was something left to do'),
      connected: () => assert.fail('there was something left to do'),
    };
    await this.#scenario.run(this.stored)(nobody, () => undefined);
    this.#truth.close();
  }
}

for (const scenario of [...scenarios, inPieces])
  test(`fault 67: ${scenario.name}: the process killed at any write of its state, once or twice`, async () => {
    const whole = await World.make(scenario);
    await whole.live(null);
    await whole.settled('never killed');
    assert.ok(whole.writes >= 2);
    let killed = 0;
    for (const lands of [false, true])
      for (let write = 1; write <= whole.writes; write++)
        for (const again of [null, 1, 2]) {
          const world = await World.make(scenario);
          await world.live({ write, lands });
          assert.equal(world.kills, 1);
          if (again !== null) await world.live({ write: again, lands });
          await world.live(null);
          killed += world.kills;
          await world.settled(`${write} ${lands ? 'landed' : 'lost'}, then ${String(again)}`);
        }
    assert.ok(killed > whole.writes * 3);
  });

for (const scenario of scenarios)
  test(`fault 67: ${scenario.name}: the process killed before any answer of the server, which it never sees`, async () => {
    const whole = await World.make(scenario);
    const answers = await whole.live(null);
    await whole.settled('never killed');
    assert.ok(answers >= 4);
    for (let answer = 1; answer <= answers; answer++) {
      const world = await World.make(scenario);
      await world.live({ answer });
      assert.equal(world.kills, 1);
      await world.live(null);
      await world.settled(`answer ${answer}`);
    }
  });

test('fault 67: what was kept is plain JSON; other octets, or a state of another version, are refused', () => {
  const { state } = new AppendJob(work, { content: kept, date: epoch, flags: ['\\Seen'], binary: true });
  assert.deepEqual(AppendJob.resume(JSON.parse(JSON.stringify(state)) as AppendState, kept).state, state);
  assert.doesNotMatch(JSON.stringify(state), /The text of/);
  assert.throws(() => AppendJob.resume(state, message('o')), { message: /not the message/ });
  const later = JSON.parse(JSON.stringify({ ...state, version: 2 })) as AppendState;
  assert.throws(() => AppendJob.resume(later, kept), { message: /not of this version/ });
  const job = transfer('move', [4, 3]).first(1) as TransferState;
  assert.deepEqual(TransferJob.resume(JSON.parse(JSON.stringify(job)) as TransferState).state, job);
  assert.throws(() => TransferJob.resume({ ...job, version: 2 as 1 }), { message: /not of this version/ });
});

test('fault 67: a store that fails: the step is not taken', async () => {
  const world = await World.make(scenarios[1] as Scenario);
  const full = new Error('ENOSPC');
  await assert.rejects(world.failing(full), full);
  await world.live(null);
  await world.settled('after a store that was full');
});

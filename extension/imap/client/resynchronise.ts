import { enable } from '../command/enable.ts';
import { Fetch } from '../command/fetch.ts';
import { Select, type SelectParameters } from '../command/select.ts';
import { ImapError } from '../errors.ts';
import type { Connection } from '../session/connection.ts';
import type { Selection } from '../session/selection.ts';
import type { ModSeq, Uid } from '../wire/ids.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import { contains, difference, maxNumber, normalise, splitSet, type NumberRange } from '../wire/sequence-set.ts';
import type { CommandOptions, MailboxEvent } from './api.ts';
import { forgivingGone } from './gone-messages.ts';
import type { KnownMailbox, MailboxChanges, Resumption } from './known-mailbox.ts';
import { pieces } from './set-pieces.ts';
import { selectNamed } from './select-named.ts';
import { stillThere } from './still-there.ts';
import { WhileResuming } from './while-resuming.ts';

export interface ResumeOptions extends CommandOptions {
  readonly readOnly?: boolean;
  /**
   * Told of everything that happens once the mailbox is open, without a gap behind what the result tells: what came before the result is
   * held until then.
   */
  readonly onEvent?: (event: MailboxEvent) => void;
  /** Have removals told by UID (VANISHED, by ENABLE QRESYNC) also where nothing is known yet; costs a round trip. */
  readonly byUid?: boolean;
}

/** Characters of a set of known UIDs in SELECT; a longer one is sent as the range that it lies in. */
const maxKnownLength = 4_000;
/** Messages whose flags are read with one command where nothing better is offered. */
const flagsPage = 1_000;

/** Selects a mailbox and finds out what changed since it was `known`, by the cheapest way that the server offers. */
export async function resume(
  connection: Connection,
  name: MailboxName,
  known: KnownMailbox | null,
  options: ResumeOptions,
): Promise<{ readonly selection: Selection; readonly resumption: Resumption }> {
  const { engine } = connection;
  const { view } = engine;
  const readOnly = options.readOnly ?? false;
  const modSeq = known === null ? null : known.modSeq;
  const enabled = (modSeq !== null || options.byUid === true) && (await qresyncEnabled(connection, options));
  const meanwhile = new WhileResuming(known?.uids ?? [], options.onEvent ?? null);
  const opened = (): void => meanwhile.listen(view.mailbox);
  const parameters: SelectParameters =
    enabled && known !== null && modSeq !== null
      ? {
          opened,
          qresync: { uidValidity: known.uidValidity, modSeq, uids: shortened(known.uids), ofInterest: known.uids },
        }
      : { opened, condstore: view.abilities.has('CONDSTORE') };
  const { malformed } = engine.oddities;
  try {
    const select = await selectNamed(connection, () => new Select(name, readOnly, parameters), options);
    const { selection } = view;
    if (selection === null) throw closedAtOnce(name);
    // A line that could not be read may have told of any change.
    const whole = engine.oddities.malformed === malformed && !select.nameless;
    const resumption = await resumptionOf(
      connection,
      selection,
      known,
      whole ? select : null,
      meanwhile.flags,
      options,
    );
    meanwhile.done();
    return { selection, resumption };
  } catch (error) {
    meanwhile.stop();
    throw error;
  }
}

/** `told` null where what SELECT told is not to be relied on. */
async function resumptionOf(
  connection: Connection,
  selection: Selection,
  known: KnownMailbox | null,
  told: Select | null,
  flags: Flags,
  options: CommandOptions,
): Promise<Resumption> {
  if (known === null) return { kind: 'fresh' };
  if (selection.uidValidity === null || selection.uidValidity !== known.uidValidity) return { kind: 'void' };
  const quick = told?.resynchronises === true && agrees(selection, known);
  const found: Found = quick
    ? { by: 'qresync', vanished: told.vanished, flags: new Map([...told.changed, ...flags]) }
    : await asked(connection, selection, known, flags, options);
  return { kind: 'changes', changes: { ...found, arrived: arrived(selection, known) } };
}

type Flags = Map<Uid, readonly string[]>;
type Found = Omit<MailboxChanges, 'arrived'>;

/** ENABLE is for connections that have nothing selected (RFC 5161 §3.1). */
async function qresyncEnabled(connection: Connection, options: CommandOptions): Promise<boolean> {
  const { engine } = connection;
  const { view } = engine;
  if (view.enabled('QRESYNC')) return true;
  if (!view.abilities.has('QRESYNC') || !view.abilities.has('ENABLE') || engine.state !== 'authenticated') return false;
  try {
    await connection.run(enable(['QRESYNC']), options);
  } catch (error) {
    const { kind } = error instanceof ImapError ? error.detail : { kind: null };
    if (kind !== 'refused' && kind !== 'malformed-reply') throw error;
  }
  // iCloud answers OK without saying that anything is enabled; then it is not.
  return view.enabled('QRESYNC');
}

/** Whether the mailbox's mod-sequences can be those that were known: they never go back. */
function agrees(selection: Selection, { modSeq }: KnownMailbox): boolean {
  return modSeq !== null && selection.highestModSeq !== null && selection.highestModSeq >= modSeq;
}

async function asked(
  connection: Connection,
  selection: Selection,
  known: KnownMailbox,
  flags: Flags,
  options: CommandOptions,
): Promise<Found> {
  const { uids, modSeq } = known;
  if (uids.length === 0) return { by: 'flags', vanished: [], flags };
  const { malformed } = connection.engine.oddities;
  if (modSeq === null || !agrees(selection, known)) {
    for (const page of pagesOf(uids, flagsPage))
      for (const piece of pieces(connection, page)) await readFlags(connection, selection, piece, null, flags, options);
    const there = normalise([...flags.keys()].map((uid) => ({ from: uid, to: uid })));
    // A row that could not be read is no message that has gone.
    const whole = connection.engine.oddities.malformed === malformed;
    const left = whole ? there : await stillThere({ connection, selection }, uids, options);
    return { by: 'flags', vanished: difference(uids, left), flags };
  }
  for (const piece of pieces(connection, uids)) await readFlags(connection, selection, piece, modSeq, flags, options);
  const there = await stillThere({ connection, selection }, uids, options);
  return { by: 'condstore', vanished: difference(uids, there), flags };
}

async function readFlags(
  connection: Connection,
  selection: Selection,
  uids: readonly NumberRange[],
  since: ModSeq | null,
  into: Map<Uid, readonly string[]>,
  options: CommandOptions,
): Promise<void> {
  const ours = normalise(uids);
  const row = ({ uid, flags }: { readonly uid: Uid; readonly flags?: readonly string[] }): void => {
    if (flags !== undefined && contains(ours, uid)) into.set(uid, flags);
  };
  const modifiers = since === null ? {} : { changedSince: since };
  const { oddities } = connection.engine;
  // A row that could not be read is asked for once more; one that never can be is left as it was.
  for (let tries = 0; tries < 2; tries++) {
    const { malformed } = oddities;
    await forgivingGone(
      connection,
      connection.run(new Fetch(selection, { uids }, ['UID', 'FLAGS'], row, modifiers), options),
    );
    if (oddities.malformed === malformed) return;
  }
}

function arrived(selection: Selection, { uidNext }: KnownMailbox): NumberRange | null {
  const to = selection.uidNext === null ? maxNumber : selection.uidNext - 1;
  return selection.exists === 0 || to < uidNext ? null : { from: uidNext, to };
}

function shortened(uids: readonly NumberRange[]): readonly NumberRange[] {
  const sorted = normalise(uids);
  const first = sorted[0];
  const last = sorted[sorted.length - 1];
  if (first === undefined || last === undefined || splitSet(sorted.slice(0, maxKnownLength), maxKnownLength).length < 2)
    return sorted;
  return [{ from: first.from, to: last.to }];
}

/** Cuts a set into sets of at most `size` numbers, ranges kept as ranges. */
function* pagesOf(uids: readonly NumberRange[], size: number): Generator<readonly NumberRange[], void, undefined> {
  let page: NumberRange[] = [];
  let left = size;
  for (const range of normalise(uids)) {
    for (let { from } = range; from <= range.to;) {
      const to = Math.min(range.to, from + left - 1);
      page.push({ from, to });
      left -= to - from + 1;
      from = to + 1;
      if (left > 0) continue;
      yield page;
      page = [];
      left = size;
    }
  }
  if (page.length > 0) yield page;
}

export function closedAtOnce(name: MailboxName): ImapError {
  return new ImapError(
    'The mailbox was closed at once.',
    { kind: 'illegal-state', state: 'not-selected' },
    { command: 'SELECT', mailbox: name.display },
  );
}

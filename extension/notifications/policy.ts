import type { Severity } from '../explain/codes/entry.ts';
import type { StatusEvent } from '../imap/client/api.ts';
import type { StatusKind } from '../imap/grammar/types.ts';
import { knownName } from './known-codes.ts';
import { policyTable } from './policy-table.ts';
import type { ActionId, Condition, PolicyRow, StateId, Surface } from './policy-types.ts';
import { codesOf } from './text-codes.ts';

/** What the line itself does not tell. Absent means no, but where it says otherwise. */
export interface PolicyContext {
  /** The mailbox could be changed until now. */
  readonly wasReadWrite?: boolean;
  /** The UIDVALIDITY differs from the one remembered. */
  readonly uidValidityChanged?: boolean;
  /** Of a refused charset: true, it is the last word; false, the search is repeated in another. Absent: the list of the server decides. */
  readonly charsetRetried?: boolean;
  /** This ALERT, word for word, was shown before in this window: what else the line says counts. */
  readonly alertSeen?: boolean;
}

/** How one status response surfaces, and why. */
export interface Decision {
  readonly surface: Surface;
  /** Name that decided: a code of the catalogue, else the status. */
  readonly code: string;
  /** Every code on the line, the unknown ones too. */
  readonly codes: readonly string[];
  /** How much it matters, whoever asked: a warning kept quiet for a background command is still one in the list. */
  readonly severity: Severity;
  /** Lasting conditions that it tells of. */
  readonly states: readonly StateId[];
  readonly actions: readonly ActionId[];
  /** How long the same text stays quiet after it was shown. */
  readonly repeat: 'half-minute' | 'session';
  /** False for what came before encryption; its words must not be shown. */
  readonly trusted: boolean;
  /** True when the words to show are ours: the server's cannot be believed. */
  readonly ownWords: boolean;
  /** No known code on the line (Aspose: not defined). */
  readonly notDefined: boolean;
  /** Untagged, and no command was waiting (Aspose: unsolicited). */
  readonly unsolicited: boolean;
  /** English, one clause; for the list and the tests. */
  readonly reason: string;
}

const loudness: readonly Surface[] = ['modal', 'error', 'warning', 'info', 'progress', 'state', 'log'];
const continuationRow: PolicyRow = { code: 'OK', surface: 'log', actions: [] };

/** Rules 1 to 7 of the response-code policy. Pure: the same event in the same context always surfaces alike. */
export function decide(event: StatusEvent, context: PolicyContext = {}): Decision {
  const kind = event.status.type === 'status' ? event.status.kind : null;
  const codes = codesOf(event.status.code, event.status.text);
  const name = mostUrgent(context.alertSeen === true ? codes.filter((code) => code !== 'ALERT') : codes);
  const common = {
    codes,
    trusted: event.trusted,
    notDefined: name === null,
    unsolicited: !isTagged(event) && event.command === null && !event.greeting && !event.afterLogout && kind !== null,
  };
  const statusRow = kind === null ? continuationRow : rowFor(kind, event, context);
  const ownRow = name === null ? statusRow : rowFor(name, event, context);

  if (!event.trusted) {
    const refused = kind === 'PREAUTH';
    return {
      ...common,
      surface: refused ? statusRow.surface : 'log',
      code: refused ? 'PREAUTH' : ownRow.code,
      severity: refused ? 'error' : 'quiet',
      states: [],
      actions: refused ? statusRow.actions : ['showInLog'],
      repeat: 'half-minute',
      ownWords: refused,
      reason: refused
        ? 'the greeting would skip the encryption that the account demands'
        : 'received before encryption, not trusted',
    };
  }

  const { row, states } = withStatus(ownRow, statusRow, event);
  const quietened = isBackground(event) && row.needsPerson !== true && isLoud(row.surface);
  return {
    ...common,
    surface: quietened ? (states.length > 0 ? 'state' : 'log') : row.surface,
    code: row.code,
    severity: severityOf(row.surface),
    states,
    actions: row.actions,
    repeat: row.once === true ? 'session' : 'half-minute',
    ownWords: false,
    reason: quietened ? `${row.code} for a background command` : row.code,
  };
}

/** Every row of the table for one code or status, for the gallery. */
export function rowsOf(code: string): readonly PolicyRow[] {
  return policyTable.filter((row) => row.code === code);
}

/** An ALERT wins wherever it stands; else the first code that the table knows. */
function mostUrgent(codes: readonly string[]): string | null {
  if (codes.includes('ALERT')) return 'ALERT';
  return codes.map((code) => knownName(code)).find((entry) => entry?.kind === 'code')?.name ?? null;
}

function rowFor(code: string, event: StatusEvent, context: PolicyContext): PolicyRow {
  const row = policyTable.find(
    (candidate) =>
      candidate.code === code &&
      (candidate.kinds === undefined ||
        (event.status.type === 'status' && candidate.kinds.includes(event.status.kind))) &&
      (candidate.tagged === undefined || candidate.tagged === isTagged(event)) &&
      (candidate.when === undefined || holds(candidate.when, event, context)),
  );
  if (row === undefined) throw new Error(`The policy has no row for ${code}`);
  return row;
}

function holds(condition: Condition, event: StatusEvent, context: PolicyContext): boolean {
  switch (condition) {
    case 'after-logout':
      return event.afterLogout;
    case 'would-skip-tls':
      return !event.trusted;
    case 'was-read-write':
      return context.wasReadWrite === true;
    case 'uidvalidity-changed':
      return context.uidValidityChanged === true;
    case 'repeated-in-another-charset': {
      const { code } = event.status;
      // Also where none is listed: there are some that most servers know.
      return code?.name === 'BADCHARSET' && !(context.charsetRetried ?? code.charsets.length === 0);
    }
    case 'nothing-failed':
      return event.status.type !== 'status' || event.status.kind === 'OK';
  }
}

/**
 * The code decides, but it must not hide what the status says: that the connection begins signed in or ends, or that a command
 * failed (a NO whose code alone would only be logged).
 */
function withStatus(
  row: PolicyRow,
  statusRow: PolicyRow,
  event: StatusEvent,
): { readonly row: PolicyRow; readonly states: readonly StateId[] } {
  const alone = { row, states: row.state === undefined ? [] : [row.state] };
  if (row === statusRow || event.status.type !== 'status') return alone;
  const { kind } = event.status;
  const turnsConnection = kind === 'PREAUTH' || (kind === 'BYE' && !event.afterLogout);
  const hidesFailure =
    isTagged(event) && isFailure(kind) && row.handled !== true && !['modal', 'error', 'warning'].includes(row.surface);
  if (!turnsConnection && !hidesFailure) return alone;
  const needsPerson = row.needsPerson === true || statusRow.needsPerson === true;
  const louder = loudness.indexOf(statusRow.surface) < loudness.indexOf(row.surface) ? statusRow.surface : row.surface;
  const states = statusRow.state === undefined ? alone.states : [...alone.states, statusRow.state];
  const actions = [...new Set([...row.actions, ...statusRow.actions])];
  return { row: { ...row, surface: louder, actions, ...(needsPerson ? { needsPerson } : {}) }, states };
}

function isTagged(event: StatusEvent): boolean {
  return event.status.type === 'status' && event.status.tag !== null;
}

function isFailure(kind: StatusKind): boolean {
  return kind === 'NO' || kind === 'BAD';
}

function isLoud(surface: Surface): boolean {
  return surface !== 'state' && surface !== 'log';
}

/** A tagged line whose command is not known any more is nobody's wish; an untagged one outside a command is addressed to the person. */
function isBackground(event: StatusEvent): boolean {
  return event.command === null ? isTagged(event) : event.command.origin === 'background';
}

function severityOf(surface: Surface): Severity {
  switch (surface) {
    case 'modal':
      return 'alert';
    case 'error':
    case 'warning':
    case 'info':
      return surface;
    case 'progress':
    case 'state':
    case 'log':
      return 'quiet';
  }
}

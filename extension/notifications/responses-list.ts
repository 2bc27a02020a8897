import type { Severity } from '../explain/codes/entry.ts';
import { Emitter } from '../mail/emitter.ts';
import type { AccountId } from '../mail/model.ts';
import { keyOf } from './dedupe.ts';
import type { NotifiedEvent } from './notified-event.ts';
import type { Decision } from './policy.ts';
import type { Surface } from './policy-types.ts';
import { sanitiseText } from './sanitise-text.ts';

/** One status response as the list keeps it; all text in it is safe to show. */
export interface ResponseRecord {
  /** Unique in this window, counted from 1. */
  readonly id: number;
  /** When it came, or came last. */
  readonly at: number;
  readonly account: AccountId;
  readonly accountLabel: string;
  readonly mailbox: string | null;
  /** `OK` … `BYE`, or `+` for a continuation. */
  readonly status: string;
  readonly tagged: boolean;
  /** Code or status that decided how it surfaced. */
  readonly code: string;
  /** All codes of the line, the unknown ones too. */
  readonly codes: readonly string[];
  readonly text: string;
  readonly cut: boolean;
  /** The command that it answered or came during. */
  readonly command: string | null;
  readonly trusted: boolean;
  readonly unsolicited: boolean;
  readonly notDefined: boolean;
  readonly surface: Surface;
  readonly severity: Severity;
  readonly reason: string;
  /** How often it came in a row of half a minute. */
  readonly count: number;
  /** Where its line is in the protocol log; of the last one if it came more often. */
  readonly connection: number;
  readonly traceIndex: number;
}

/** The response itself, for what can be done about it; without its text, which may be a megabyte. */
export interface Said {
  readonly event: NotifiedEvent;
  readonly decision: Decision;
}

/** `changed`: the record came again. `dropped`: how many of the oldest made room. */
export type ResponsesChange =
  | { readonly kind: 'added'; readonly record: ResponseRecord; readonly dropped: number }
  | { readonly kind: 'changed'; readonly record: ResponseRecord }
  | { readonly kind: 'cleared' }
  | { readonly kind: 'seen' };

const sameWithin = 30_000;

/** Everything that servers said in this window, oldest first, in a bounded space. */
export class ResponsesList {
  readonly #now: () => number;
  readonly #most: number;
  readonly #records: ResponseRecord[] = [];
  /** What the records that something can be done about stand for. */
  readonly #said = new Map<number, Said>();
  readonly #recent = new Map<string, { readonly id: number; readonly since: number }>();
  readonly #changes = new Emitter<ResponsesChange>();
  readonly onChange = this.#changes.event;
  #lastId = 0;
  #unseen = 0;

  constructor(now: () => number, most = 20_000) {
    this.#now = now;
    this.#most = most;
  }

  get records(): readonly ResponseRecord[] {
    return this.#records;
  }

  /** Alerts, errors and warnings since the list was last looked at, shown or not. */
  get unseen(): number {
    return this.#unseen;
  }

  add(event: NotifiedEvent, decision: Decision): ResponseRecord {
    const now = this.#now();
    const { status } = event;
    const words = sanitiseText(status.text);
    const mailbox = event.mailbox === null ? null : sanitiseText(event.mailbox.display, 200).text;
    const kind = status.type === 'status' ? status.kind : '+';
    if (decision.severity === 'alert' || decision.severity === 'error' || decision.severity === 'warning')
      this.#unseen += 1;
    const key = keyOf(
      event.account,
      kind,
      decision.codes.join(' '),
      mailbox,
      event.command?.name ?? null,
      status.text,
      String(event.trusted),
    );
    const before = this.#find(key, now);
    const record: ResponseRecord = {
      id: before?.id ?? (this.#lastId += 1),
      at: now,
      account: event.account,
      accountLabel: sanitiseText(event.accountLabel, 100).text,
      mailbox,
      status: kind,
      tagged: status.type === 'status' && status.tag !== null,
      code: decision.code,
      codes: decision.codes.map((code) => sanitiseText(code, 100).text),
      text: words.text,
      cut: words.cut,
      command: event.command?.name ?? null,
      trusted: decision.trusted,
      unsolicited: decision.unsolicited,
      notDefined: decision.notDefined,
      // The loudest that it was shown with; a repeat that stays quiet must not hide that.
      surface: before?.surface ?? decision.surface,
      severity: before?.severity ?? decision.severity,
      reason: decision.reason,
      count: (before?.count ?? 0) + 1,
      connection: event.connection,
      traceIndex: event.traceIndex,
    };
    if (decision.actions.some((action) => action !== 'showInLog' && action !== 'acknowledge'))
      this.#said.set(record.id, { event: withoutText(event), decision });
    if (before === null) this.#append(record, key, now);
    else {
      this.#records[this.#indexOf(record.id)] = record;
      this.#changes.fire({ kind: 'changed', record });
    }
    return record;
  }

  /** The record by id; undefined once it has made room or was cleared. */
  get(id: number): ResponseRecord | undefined {
    return this.#records[this.#indexOf(id)];
  }

  /** The response behind a record; undefined where nothing can be done about it but to look at the log. */
  said(id: number): Said | undefined {
    return this.#said.get(id);
  }

  markSeen(): void {
    if (this.#unseen === 0) return;
    this.#unseen = 0;
    this.#changes.fire({ kind: 'seen' });
  }

  clear(): void {
    this.#records.length = 0;
    this.#recent.clear();
    this.#said.clear();
    this.#unseen = 0;
    this.#changes.fire({ kind: 'cleared' });
  }

  #append(record: ResponseRecord, key: string, now: number): void {
    this.#records.push(record);
    this.#recent.set(key, { id: record.id, since: now });
    let dropped = 0;
    if (this.#records.length > this.#most) {
      // A tenth at once: taking one from the front of a long array for each that comes is slow.
      dropped = Math.max(1, Math.floor(this.#most / 10));
      for (const old of this.#records.splice(0, dropped)) this.#said.delete(old.id);
      for (const [old, entry] of this.#recent)
        if (now - entry.since >= sameWithin || this.get(entry.id) === undefined) this.#recent.delete(old);
    }
    this.#changes.fire({ kind: 'added', record, dropped });
  }

  #find(key: string, now: number): ResponseRecord | null {
    const recent = this.#recent.get(key);
    if (recent === undefined || now - recent.since >= sameWithin) return null;
    return this.get(recent.id) ?? null;
  }

  /** Ids are consecutive, so the place follows from the first. */
  #indexOf(id: number): number {
    const first = this.#records[0];
    return first === undefined ? -1 : id - first.id;
  }
}

function withoutText(event: NotifiedEvent): NotifiedEvent {
  const { code } = event.status;
  const kept = code?.name === 'other' || code?.name === 'malformed' ? { ...code, args: null } : code;
  return { ...event, status: { ...event.status, code: kept, text: '' } };
}

import type { AccountId } from '../mail/model.ts';
import { progressCondition } from './condition-text.ts';
import type { NotifiedEvent } from './notified-event.ts';

/** A progress bar of the window. */
export interface ProgressBar {
  /** `increment` in percent of the whole since the last report; `percent` null where the server gives no numbers. */
  report(increment: number, percent: number | null, text: string): void;
  end(): void;
}

export interface InProgressPorts {
  readonly open: (event: NotifiedEvent) => ProgressBar;
  /** The condition of a mailbox (wire name), or of the account itself, changed; null: none of that kind any more. */
  readonly changed: (account: AccountId, mailbox: string | null, before: string | null, now: string | null) => void;
}

interface Work {
  readonly account: AccountId;
  readonly connection: number;
  /** Null where neither the code nor the engine tells the command. */
  readonly tag: string | null;
  readonly mailbox: string | null;
  /** Percent that the bar shows. */
  shown: number;
  condition: string;
  bar: ProgressBar | null;
}

/** Long commands that servers report on (INPROGRESS, RFC 9585), from their first report to the end of the command or its connection. */
export class InProgress {
  readonly #ports: InProgressPorts;
  readonly #works = new Map<string, Work>();

  constructor(ports: InProgressPorts) {
    this.#ports = ports;
  }

  /** A report; `bar` where a person waits for it. */
  report(event: NotifiedEvent, bar: boolean): void {
    const { code, text } = event.status;
    if (code?.name !== 'INPROGRESS') return;
    const { account, connection } = event;
    // Without a command under way its tag names nothing that could end.
    const tag = event.command === null ? null : (code.tag ?? event.command.tag);
    const percent = percentOf(code.progress, code.goal);
    const key = `${connection} ${tag ?? ''}`;
    const known = this.#works.get(key);
    const mailbox = event.mailbox?.wire ?? null;
    const now = progressCondition(percent);
    const work = known ?? { account, connection, tag, mailbox, shown: 0, condition: now, bar: null };
    this.#works.set(key, work);
    if (known?.condition !== now) this.#ports.changed(account, work.mailbox, known?.condition ?? null, now);
    work.condition = now;
    if (!bar) return;
    work.bar ??= this.#ports.open(event);
    // A goal that moves away cannot draw the bar backwards.
    const increment = Math.max(0, (percent ?? 0) - work.shown);
    work.shown += increment;
    work.bar.report(increment, percent, text);
  }

  /** To be told of every response: a tagged one ends its command, BYE the connection. */
  heard(event: NotifiedEvent): void {
    const { status, connection } = event;
    if (status.type !== 'status') return;
    if (status.kind === 'BYE') this.#end((work) => work.connection === connection);
    else if (status.tag !== null)
      this.#end((work) => work.connection === connection && (work.tag === status.tag || work.tag === null));
  }

  /** The account's connections are gone. */
  lost(account: AccountId): void {
    this.#end((work) => work.account === account);
  }

  #end(over: (work: Work) => boolean): void {
    for (const [key, work] of this.#works) {
      if (!over(work)) continue;
      this.#works.delete(key);
      work.bar?.end();
      this.#ports.changed(work.account, work.mailbox, work.condition, null);
    }
  }
}

/** Null without both numbers, or with a goal that makes no sense. */
function percentOf(progress: number | null, goal: number | null): number | null {
  if (progress === null || goal === null || goal === 0) return null;
  return Math.min(100, Math.floor((progress / goal) * 100));
}

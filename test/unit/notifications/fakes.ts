import { lookup } from '../../../extension/explain/catalogue.ts';
import { english } from '../../../extension/translate.ts';
import type { Clock } from '../../../extension/mail/clock.ts';
import { accountId } from '../../../extension/mail/model.ts';
import type { StatusEvent } from '../../../extension/imap/client/api.ts';
import type { EndedStates } from '../../../extension/notifications/ended-states.ts';
import { parseNotificationSettings } from '../../../extension/notifications/levels.ts';
import type { NotificationSettings } from '../../../extension/notifications/levels.ts';
import type { Shown } from '../../../extension/notifications/messages.ts';
import { Notifier } from '../../../extension/notifications/notifier.ts';
import type { ActionHandlers } from '../../../extension/notifications/notifier.ts';
import type { NotifiedEvent } from '../../../extension/notifications/notified-event.ts';
import type { PolicyContext } from '../../../extension/notifications/policy.ts';
import type { ActionId, StateId } from '../../../extension/notifications/policy-types.ts';
import { ResponsesList } from '../../../extension/notifications/responses-list.ts';

/** Time that stands still until a test moves it. */
export class HandClock implements Clock {
  #now = 1_000_000;
  #timers: { readonly at: number; readonly run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): { dispose(): void } {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return { dispose: () => void (this.#timers = this.#timers.filter((other) => other !== timer)) };
  }

  get waiting(): number {
    return this.#timers.length;
  }

  advance(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter((timer) => timer.at <= this.#now);
    this.#timers = this.#timers.filter((timer) => timer.at > this.#now);
    for (const timer of due) timer.run();
  }
}

/** Lets everything run that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

export function from(account: string, event: StatusEvent): NotifiedEvent {
  return { ...event, account: accountId(account), accountLabel: `${account}@example.org`, server: 'imap.example.org' };
}

interface Window {
  readonly clock: HandClock;
  readonly notifier: Notifier;
  readonly responses: ResponsesList;
  /** All that was shown, in order. */
  readonly shown: Shown[];
  readonly again: string[];
  readonly states: { readonly event: NotifiedEvent; readonly states: readonly StateId[] }[];
  readonly ended: { readonly event: NotifiedEvent; readonly over: EndedStates }[];
  readonly progress: NotifiedEvent[];
  readonly faults: unknown[];
  readonly ran: ActionId[];
  /** Closes the oldest thing that is open, with the button of an action or none. */
  close(action?: ActionId): Promise<void>;
  open(): readonly Shown[];
}

const everyAction: readonly ActionId[] = [
  'showInLog',
  'retry',
  'copyReport',
  'reconnect',
  'enterPassword',
  'editAccount',
  'showQuota',
  'openWebPage',
  'copyUrl',
  'showResponses',
  'createMailboxAndRetry',
];

/** A notifier in a window of paper. */
export function paperWindow(
  options: {
    readonly actions?: ActionHandlers;
    readonly context?: PolicyContext;
    readonly settings?: NotificationSettings;
    readonly fits?: (action: ActionId) => boolean;
    readonly overcome?: () => Promise<boolean>;
  } = {},
): Window {
  const clock = new HandClock();
  const responses = new ResponsesList(() => clock.now());
  const open: { readonly shown: Shown; readonly close: (action: ActionId | undefined) => void }[] = [];
  const shown: Shown[] = [];
  const again: string[] = [];
  const states: Window['states'] = [];
  const ended: Window['ended'] = [];
  const progress: NotifiedEvent[] = [];
  const faults: unknown[] = [];
  const ran: ActionId[] = [];
  const notifier = new Notifier({
    clock,
    translate: english,
    show: (what) => {
      shown.push(what);
      return new Promise((resolve) => open.push({ shown: what, close: resolve }));
    },
    again: (text) => void again.push(text),
    state: (event, told) => void states.push({ event, states: told }),
    ended: (event, over) => void ended.push({ event, over }),
    overcome: options.overcome ?? (() => Promise.resolve(false)),
    meaning: (code) => Promise.resolve(lookup(code)?.meaning ?? null),
    progress: (event) => void progress.push(event),
    context: () => options.context ?? {},
    actions: options.actions ?? Object.fromEntries(everyAction.map((id) => [id, () => void ran.push(id)])),
    settings: () => options.settings ?? parseNotificationSettings(undefined, undefined),
    fits: options.fits ?? (() => true),
    responses,
    fault: (error) => void faults.push(error),
  });
  return {
    clock,
    notifier,
    responses,
    shown,
    again,
    states,
    ended,
    progress,
    faults,
    ran,
    async close(action) {
      open.shift()?.close(action);
      await settle();
    },
    open: () => open.map((one) => one.shown),
  };
}

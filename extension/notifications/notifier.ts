import type { Translate } from '../translate.ts';
import type { Clock } from '../mail/clock.ts';
import { AlertQueue } from './alert-queue.ts';
import type { AlertBatch } from './alert-queue.ts';
import { keyOf, RateLimit, RepeatFilter } from './dedupe.ts';
import { endedStates } from './ended-states.ts';
import type { EndedStates } from './ended-states.ts';
import { asWanted } from './levels.ts';
import type { NotificationSettings } from './levels.ts';
import { addressFits, alertDialog, alertsDialog, toast, tooManyToast } from './messages.ts';
import type { Shown } from './messages.ts';
import type { NotifiedEvent } from './notified-event.ts';
import { decide } from './policy.ts';
import type { Decision, PolicyContext } from './policy.ts';
import { rowActions } from './policy-types.ts';
import type { ActionId, StateId } from './policy-types.ts';
import type { ResponsesList } from './responses-list.ts';

/** What each action does. An action without a handler is not offered. */
export type ActionHandlers = Readonly<
  Partial<Record<ActionId, (event: NotifiedEvent, decision: Decision) => void | Promise<void>>>
>;

/** All that the notifier needs of the world. */
export interface NotifierPorts {
  readonly clock: Clock;
  readonly translate: Translate;
  /** Shows it and settles with the action chosen, or undefined when it was closed. */
  readonly show: (shown: Shown) => Promise<ActionId | undefined>;
  /** Says in passing that a person's command failed again as it did a moment ago; a notification of it is still there. */
  readonly again: (text: string) => void;
  /** Lasting conditions that the response tells of, for tree, status bar and message banner. */
  readonly state: (event: NotifiedEvent, states: readonly StateId[]) => void;
  /** Lasting conditions that are over by the response. */
  readonly ended: (event: NotifiedEvent, states: EndedStates) => void;
  /** INPROGRESS for a command that a person waits for. */
  readonly progress: (event: NotifiedEvent) => void;
  /** Whether a goodbye needs no telling by now: it was about a mailbox that has gone, and the account is back by itself. Never rejects. */
  readonly overcome: (event: NotifiedEvent) => Promise<boolean>;
  /** What a code means, in our words; null for one that nobody knows. */
  readonly meaning: (code: string) => Promise<string | null>;
  /** What the line itself does not tell. */
  readonly context: (event: NotifiedEvent) => PolicyContext;
  /** What the person wants to be told of, as it is now. */
  readonly settings: () => NotificationSettings;
  readonly actions: ActionHandlers;
  /** Whether an action can do anything about this very response. */
  readonly fits: (action: ActionId, event: NotifiedEvent) => boolean;
  readonly responses: ResponsesList;
  /** Told of what went wrong in a handler; must not throw. */
  readonly fault: (error: unknown) => void;
}

interface Alert {
  readonly event: NotifiedEvent;
  readonly decision: Decision;
}

/**
 * Notifications of one account in half a minute, beyond which the rest is listed only; as many again for the answers to commands, so
 * that no chatter of a server drowns a failure that the person waits for.
 */
export const toastsPerHalfMinute = 8;

/** Puts every status response where the policy says, without asking twice, and carries out what the person chooses. */
export class Notifier {
  readonly #ports: NotifierPorts;
  readonly #repeats: RepeatFilter;
  readonly #toasts: RateLimit;
  readonly #alerts: AlertQueue<Alert>;

  constructor(ports: NotifierPorts) {
    this.#ports = ports;
    this.#repeats = new RepeatFilter(() => ports.clock.now());
    this.#toasts = new RateLimit(() => ports.clock.now(), toastsPerHalfMinute, 30_000);
    this.#alerts = new AlertQueue(ports.clock, (batch) => this.#showAlerts(batch));
  }

  /** Never throws and never blocks: it is called from the middle of a connection's reading. */
  handle(event: NotifiedEvent): void {
    this.#try(event, false);
  }

  /** As `handle`, for a connection that is only tried: a dialog says what came of it, so nothing but an ALERT is raised here. */
  handleTrial(event: NotifiedEvent): void {
    this.#try(event, true);
  }

  /** What can be done about a response by now, for its row in the list; the log is offered there for every one. */
  offered(event: NotifiedEvent, decision: Decision): readonly ActionId[] {
    return decision.actions.filter(
      (action) =>
        rowActions.includes(action) &&
        this.#can(action) &&
        addressFits(action, event) &&
        this.#ports.fits(action, event),
    );
  }

  /** Does it, as if its button had been pressed. */
  act(action: ActionId, event: NotifiedEvent, decision: Decision): void {
    try {
      this.#run(action, event, decision);
    } catch (error) {
      this.#ports.fault(error);
    }
  }

  dispose(): void {
    this.#alerts.dispose();
  }

  #try(event: NotifiedEvent, trial: boolean): void {
    try {
      this.#handle(event, trial);
    } catch (error) {
      this.#ports.fault(error);
    }
  }

  #handle(heard: NotifiedEvent, trial: boolean): void {
    // A goodbye ends the connection, whatever mailbox it had selected: two connections that end are told once.
    const event = heard.status.type === 'status' && heard.status.kind === 'BYE' ? { ...heard, mailbox: null } : heard;
    const context = this.#ports.context(event);
    let decision = decide(event, context);
    const isNewAlert =
      decision.surface === 'modal' && this.#repeats.admit(keyOf(event.account, event.status.text), 'session').show;
    if (decision.surface === 'modal' && !isNewAlert) decision = decide(event, { ...context, alertSeen: true });
    decision = asWanted(decision, this.#ports.settings(), event.command?.origin === 'background');
    if (trial && decision.surface !== 'modal')
      decision = { ...decision, surface: 'log', states: [], reason: `${decision.code} while a connection was tried` };
    this.#ports.responses.add(event, decision);
    const ended = endedStates(event, decision);
    if (ended.everywhere.length > 0 || ended.there.length > 0) this.#ports.ended(event, ended);
    if (decision.states.length > 0) this.#ports.state(event, decision.states);
    switch (decision.surface) {
      case 'modal':
        this.#alerts.add(event.account, { event, decision });
        break;
      case 'error':
      case 'warning':
      case 'info': {
        const { surface } = decision;
        // With a mailbox selected it may be that mailbox which ends; a moment tells.
        if (decision.code === 'BYE' && heard.mailbox !== null && decision.trusted)
          void this.#ports.overcome(heard).then((over) => {
            if (!over) this.#toast(surface, event, decision);
          });
        else this.#toast(surface, event, decision);
        break;
      }
      case 'progress':
        this.#ports.progress(event);
        break;
      case 'state':
      case 'log':
        break;
    }
  }

  #toast(surface: 'error' | 'warning' | 'info', event: NotifiedEvent, decision: Decision): void {
    const can = (action: ActionId): boolean => this.#can(action) && this.#ports.fits(action, event);
    const keyAt = (place: string | null, where: 'there' | 'anywhere' = 'there') =>
      keyOf(event.account, decision.code, place, event.status.text, where);
    const place = event.mailbox?.wire ?? null;
    // What the server tells every connection of the account comes with the mailbox of each, or with none.
    const related = isAnswer(event)
      ? {}
      : { sameAs: place === null ? keyAt(null, 'anywhere') : keyAt(null), notedAs: keyAt(null, 'anywhere') };
    const { show, repeats } = this.#repeats.admit(keyAt(place), decision.repeat, related);
    if (!show) {
      if (event.command?.origin === 'user')
        this.#ports.again(toast(surface, event, decision, repeats, this.#ports.translate, can).text);
      return;
    }
    const pass = this.#toasts.admit(keyOf(event.account, isAnswer(event) ? 'answers' : null));
    if (pass === 'drop') return;
    const { translate } = this.#ports;
    // A notification stays until the person closes it; nobody waits for that.
    const present = (meaning: string | null): void => {
      const shown =
        pass === 'limit'
          ? tooManyToast(event, translate, this.#can)
          : toast(surface, event, decision, repeats, translate, can, meaning);
      void this.#present(shown, event, decision);
    };
    if (event.status.text.trim() !== '') present(null);
    else this.#ports.meaning(decision.code).then(present, () => present(null));
  }

  async #showAlerts(batch: AlertBatch<Alert>): Promise<void> {
    const [first] = batch.items;
    if (first === undefined) return;
    const { translate } = this.#ports;
    const shown =
      batch.count === 1
        ? alertDialog(first.event, first.decision, translate, this.#can)
        : alertsDialog(
            batch.items.map((alert) => alert.event),
            batch.count,
            translate,
            this.#can,
          );
    await this.#present(shown, first.event, first.decision);
  }

  async #present(shown: Shown, event: NotifiedEvent, decision: Decision): Promise<void> {
    try {
      const chosen = await this.#ports.show(shown);
      if (chosen !== undefined) this.#run(chosen, event, decision);
    } catch (error) {
      this.#ports.fault(error);
    }
  }

  /** Not awaited by the queue: an action may take long, and the next alert must not wait for it. */
  #run(action: ActionId, event: NotifiedEvent, decision: Decision): void {
    const done = this.#ports.actions[action]?.(event, decision);
    done?.catch((error: unknown) => this.#ports.fault(error));
  }

  readonly #can = (action: ActionId): boolean => this.#ports.actions[action] !== undefined;
}

/** A server cannot give more of these than we send commands. */
function isAnswer({ status, command }: NotifiedEvent): boolean {
  return command !== null && status.type === 'status' && status.tag !== null;
}

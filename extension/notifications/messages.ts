import type { Translate } from '../translate.ts';
import { actionLabel } from './action-labels.ts';
import { knownName } from './known-codes.ts';
import type { NotifiedEvent } from './notified-event.ts';
import type { Decision } from './policy.ts';
import type { ActionId } from './policy-types.ts';
import { sanitiseText } from './sanitise-text.ts';
import { webAddress } from './web-address.ts';

/** One notification or dialog, all of it safe to show. */
export interface Shown {
  readonly surface: 'modal' | 'error' | 'warning' | 'info';
  readonly text: string;
  /** Only for a modal: what stands beneath its title. */
  readonly detail: string | null;
  readonly actions: readonly { readonly id: ActionId; readonly label: string }[];
}

const mostListed = 10;

/** The dialog for one ALERT. Its title is ours; the words of the server stand in the detail only. */
export function alertDialog(
  event: NotifiedEvent,
  decision: Decision,
  translate: Translate,
  can: (action: ActionId) => boolean,
): Shown {
  const words = sanitiseText(event.status.text);
  return {
    surface: 'modal',
    text: translate('Server alert · {0} · {1}', label(event), server(event)),
    detail: words.text === '' ? translate('The server sent an alert without a text.') : words.text,
    actions: buttons(decision.actions, translate, can),
  };
}

/** The dialog for a flood of ALERTs of one account: how many, and the first of them. */
export function alertsDialog(
  events: readonly NotifiedEvent[],
  count: number,
  translate: Translate,
  can: (action: ActionId) => boolean,
): Shown {
  const first = events[0];
  const lines = events
    .slice(0, mostListed)
    .map((event) => `• ${sanitiseText(event.status.text, 200).text || translate('(no text)')}`);
  if (count > lines.length)
    lines.push(translate('and {0} more; all of them are listed under Server Responses.', count - lines.length));
  return {
    surface: 'modal',
    text: first === undefined ? '' : translate('{0} server alerts · {1} · {2}', count, label(first), server(first)),
    detail: lines.join('\n'),
    actions: buttons(['acknowledge', 'showResponses'], translate, can),
  };
}

/** A notification: who and where, what was refused, the server's words (without any, our `meaning` of the code), the code, how often. */
export function toast(
  surface: 'error' | 'warning' | 'info',
  event: NotifiedEvent,
  decision: Decision,
  repeats: number,
  translate: Translate,
  can: (action: ActionId) => boolean,
  meaning: string | null = null,
): Shown {
  const words = sanitiseText(event.status.text);
  const place =
    event.mailbox === null ? label(event) : `${label(event)} · ${sanitiseText(event.mailbox.display, 100).text}`;
  const known = knownName(decision.code);
  const said = decision.ownWords
    ? translate(
        'The connection was refused: the server began it signed in, so that it could not be encrypted as this account demands.',
      )
    : words.text === ''
      ? (meaning ?? translate('The server gave no reason.'))
      : words.text;
  const failed =
    event.status.type === 'status' &&
    event.status.tag !== null &&
    (event.status.kind === 'NO' || event.status.kind === 'BAD');
  const parts = [
    failed && event.command !== null
      ? translate('{0}: {1} failed: {2}', place, event.command.name, said)
      : translate('{0}: {1}', place, said),
  ];
  if (known?.kind === 'code') parts.push(known.name);
  const address = addressOf(event);
  if (address !== null) parts.push(translate('Address: {0}', address));
  if (repeats > 0) parts.push(translate('{0} more times meanwhile', repeats));
  const offered = decision.actions.filter((action) => can(action) && addressFits(action, event));
  // Nobody is left with words alone: the log at least tells what was going on.
  const actions =
    (words.cut || offered.length === 0) && !offered.includes('showInLog')
      ? [...offered, 'showInLog' as const]
      : offered;
  return {
    surface,
    text: parts.join(' · '),
    detail: null,
    actions: buttons(actions, translate, can),
  };
}

/** Said once when an account's server says more than anyone can read. */
export function tooManyToast(event: NotifiedEvent, translate: Translate, can: (action: ActionId) => boolean): Shown {
  return {
    surface: 'warning',
    text: translate(
      '{0}: The server reports so much that the rest is only listed under Server Responses for now.',
      label(event),
    ),
    detail: null,
    actions: buttons(['showResponses'], translate, can),
  };
}

/** A button that would do nothing is worse than none, so only actions that can be carried out are offered. */
function buttons(
  actions: readonly ActionId[],
  translate: Translate,
  can: (action: ActionId) => boolean,
): Shown['actions'] {
  return actions
    .filter((action) => action === 'acknowledge' || can(action))
    .map((id) => ({ id, label: actionLabel(id, translate) }));
}

/** A page is only opened if its address is one of the web. */
export function addressFits(action: ActionId, event: NotifiedEvent): boolean {
  const { code } = event.status;
  return action !== 'openWebPage' || (code?.name === 'WEBALERT' && webAddress(code.url) !== null);
}

/** For a page the host alone, since the rest of a URL is where it lies; for a referral all of it. */
function addressOf(event: NotifiedEvent): string | null {
  const { code } = event.status;
  if (code?.name === 'WEBALERT') return webAddress(code.url)?.host ?? sanitiseText(code.url, 200).text;
  return code?.name === 'REFERRAL' ? sanitiseText(code.urls.join(', '), 200).text : null;
}

function label(event: NotifiedEvent): string {
  return sanitiseText(event.accountLabel, 100).text;
}

function server(event: NotifiedEvent): string {
  return sanitiseText(event.server, 100).text;
}

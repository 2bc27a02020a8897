import * as vscode from 'vscode';
import { unsubscribeOffers, type Unsubscribe } from '../mime/list-unsubscribe.ts';
import { inertLine } from '../notifications/sanitise-text.ts';
import type { LoadedMessage } from './message-loader.ts';
import { openExternally } from './open-externally.ts';
import { InsideError, postOneClick } from './one-click.ts';

const timeoutMs = 20_000;

/** Leaves the list after the person has confirmed, by name, where the request goes. A bundle of its own: most mails are of no list. */
export async function unsubscribe(message: LoadedMessage): Promise<void> {
  const offers = unsubscribeOffers(message.view.headers);
  const [best] = offers;
  if (best === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('This message offers no way to unsubscribe.'));
    return;
  }
  if (!(await confirmed(best))) return;
  if (best.kind === 'one-click') await oneClick(best, offers.slice(1));
  else await openExternally(best.url);
}

async function confirmed(offer: Unsubscribe): Promise<boolean> {
  const host = inertLine(offer.host);
  const { button, detail } = words(offer, host);
  const question = vscode.l10n.t('Leave this mailing list?');
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, button)) === button;
}

function words({ kind }: Unsubscribe, host: string): { readonly button: string; readonly detail: string } {
  switch (kind) {
    case 'one-click':
      return {
        button: vscode.l10n.t('Unsubscribe at {0}', host),
        detail: vscode.l10n.t(
          'One request is sent to {0}. It tells that host your network address, and which subscription is meant. That the message really comes from it was not verified.',
          host,
        ),
      };
    case 'web':
      return {
        button: vscode.l10n.t('Open the Page at {0}', host),
        detail: vscode.l10n.t('A page of {0} opens in the browser, where the list is left.', host),
      };
    case 'mail':
      return {
        button: vscode.l10n.t('Write to {0}', host),
        detail: vscode.l10n.t('Your mail program writes a mail to {0}; the list is left when you send it.', host),
      };
  }
}

/** @param others what else the list offers, for the case that this fails */
async function oneClick(offer: Unsubscribe, others: readonly Unsubscribe[]): Promise<void> {
  const host = inertLine(offer.host);
  try {
    const status = await send(offer, host);
    if (status === null) return;
    if (status >= 200 && status < 300)
      void vscode.window.showInformationMessage(vscode.l10n.t('{0} took the request to unsubscribe.', host));
    else await failed(vscode.l10n.t('{0} refused the request to unsubscribe ({1}).', host, status), others);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    await failed(vscode.l10n.t('{0} could not be asked: {1}', host, inertLine(text)), others);
  }
}

/** The status; null where the person would not send it to this network. Rejects as `postOneClick` does. */
async function send(offer: Unsubscribe, host: string): Promise<number | null> {
  try {
    return await postOneClick(offer.url, { signal: AbortSignal.timeout(timeoutMs) });
  } catch (error) {
    if (!(error instanceof InsideError)) throw error;
    const button = vscode.l10n.t('Send Nevertheless');
    const question = vscode.l10n.t('{0} is in your own network ({1}).', host, inertLine(error.address));
    const detail = vscode.l10n.t(
      'A mail can abuse this to reach a device behind your firewall. Send the request only if you know this list.',
    );
    const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail }, button);
    if (chosen !== button) return null;
    return postOneClick(offer.url, { signal: AbortSignal.timeout(timeoutMs), allowInside: true });
  }
}

async function failed(said: string, others: readonly Unsubscribe[]): Promise<void> {
  const choices = others.map((offer) => ({ title: words(offer, inertLine(offer.host)).button, offer }));
  const chosen = await vscode.window.showErrorMessage(said, ...choices);
  if (chosen !== undefined) await openExternally(chosen.offer.url);
}

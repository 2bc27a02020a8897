import * as vscode from 'vscode';
import { describeError } from '../accounts/describe-error.ts';
import type { SessionState } from '../mail/session-state.ts';
import { visibleText } from '../notifications/sanitise-text.ts';

/** An account's state in words: `short` beside its name, `long` in tooltips and for screen readers. */
export function describeState(state: SessionState, server: string): { readonly short: string; readonly long: string } {
  switch (state.kind) {
    case 'offline':
      return both(vscode.l10n.t('offline'));
    case 'connecting':
      return both(vscode.l10n.t('connecting…'));
    case 'online':
      return { short: '', long: state.limited === undefined ? vscode.l10n.t('online') : limited(state.limited) };
    case 'needs-password':
      return { short: vscode.l10n.t('password needed'), long: state.text };
    case 'failed': {
      const error = describeError(state.error, { host: server });
      return { short: error.title, long: withRetry(`${error.title}. ${error.detail}`, state.retryAt) };
    }
    case 'lost':
      return {
        short: vscode.l10n.t('disconnected'),
        long: withRetry(describeError(state.reason, { host: server }).detail, state.retryAt),
      };
  }
}

function limited({ connections, text }: { readonly connections: number; readonly text: string }): string {
  const said = visibleText(text);
  return vscode.l10n.t('online; the server allows {0} connections at a time: “{1}”', connections, said);
}

function both(text: string): { short: string; long: string } {
  return { short: text, long: text };
}

function withRetry(text: string, retryAt: number | null): string {
  if (retryAt === null) return text;
  return `${text} ${vscode.l10n.t('Next attempt at {0}.', new Date(retryAt).toLocaleTimeString())}`;
}

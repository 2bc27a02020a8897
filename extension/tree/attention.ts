import type { SessionState } from '../mail/session-state.ts';
import type { Translate } from '../translate.ts';

/** An account as the status bar looks at it; the label is safe to show. */
export interface WatchedAccount {
  readonly label: string;
  readonly state: SessionState['kind'];
  readonly overQuota: boolean;
  /** A mailbox of it is damaged. */
  readonly corrupt: boolean;
}

/** What the status bar says: `icon` is a codicon, `lines` names every account with its trouble. */
export interface Attention {
  readonly icon: string;
  readonly text: string;
  readonly lines: readonly string[];
}

/** Null while no account needs the person. One that was disconnected on purpose does not. */
export function attentionOf(accounts: readonly WatchedAccount[], translate: Translate): Attention | null {
  const troubles = accounts.flatMap((account) => {
    const trouble = troubleOf(account, translate);
    return trouble === null ? [] : [{ icon: trouble.icon, line: translate('{0}: {1}', account.label, trouble.text) }];
  });
  const [first] = troubles;
  if (first === undefined) return null;
  const lines = troubles.map((trouble) => trouble.line);
  return troubles.length === 1
    ? { icon: first.icon, text: first.line, lines }
    : { icon: 'warning', text: translate('Mail: {0} accounts need attention', troubles.length), lines };
}

function troubleOf(
  { state, overQuota, corrupt }: WatchedAccount,
  translate: Translate,
): { readonly icon: string; readonly text: string } | null {
  switch (state) {
    case 'needs-password':
      return { icon: 'key', text: translate('password needed') };
    case 'failed':
    case 'lost':
      return { icon: 'debug-disconnect', text: translate('disconnected') };
    case 'offline':
    case 'connecting':
    case 'online':
      if (corrupt) return { icon: 'error', text: translate('a mailbox is damaged') };
      return overQuota ? { icon: 'database', text: translate('over quota') } : null;
  }
}

import type { AccountId } from '../mail/model.ts';
import { accountId } from '../mail/model.ts';
import { visibleText } from '../notifications/sanitise-text.ts';
import type { TraceAccount } from './trace-store.ts';

export const logScheme = 'imap-log';

/** What a log document shows. */
export type LogAddress =
  | { readonly kind: 'connection'; readonly connection: number }
  | { readonly kind: 'account'; readonly account: AccountId };

/** Path and query of a document's URI: `/<account label>/connection 3.imaplog`, or `/<account label>/all connections.imaplog?<account id>`. */
export interface LogUriParts {
  readonly path: string;
  readonly query: string;
}

export function connectionAddress(account: TraceAccount, connection: number): LogUriParts {
  return { path: `/${folder(account)}/connection ${connection}.imaplog`, query: '' };
}

export function accountAddress(account: TraceAccount): LogUriParts {
  return { path: `/${folder(account)}/all connections.imaplog`, query: account.id };
}

/** Null when the URI is none of ours. */
export function parseAddress({ path, query }: LogUriParts): LogAddress | null {
  if (path.endsWith('/all connections.imaplog') && query !== '') return { kind: 'account', account: accountId(query) };
  const match = /\/connection (\d{1,9})\.imaplog$/.exec(path);
  return match === null ? null : { kind: 'connection', connection: Number(match[1]) };
}

/** Labels are free text, but this is one segment of a path. */
function folder(account: TraceAccount): string {
  const name = visibleText(account.label).replace(/[/\\]/g, '_');
  return name === '' || name === '.' || name === '..' ? '_' : name;
}

import { uid, type Uid } from '../imap/wire/ids.ts';
import { mailboxFromWire, type MailboxName } from '../imap/wire/mailbox-name.ts';
import { accountId, type AccountId, type MessageRef } from '../mail/model.ts';
import { visibleLine } from '../mime/visible.ts';
import { parsePartAddress } from './part-address.ts';

export const mailScheme = 'imap';
/** Parts of mails that are files of the workspace; the files themselves keep their own addresses. */
export const mailFileScheme = 'mail-file';

/** Stands where a message of a server names its account. */
const fileAccount = accountId('file');

/** A mail that is a file, by its URI. It names itself the way messages do, so that everything that shows them takes it. */
export function fileRef(uri: string): MessageRef {
  return { account: fileAccount, mailbox: fileMailbox(uri), uidValidity: 1, uid: uid(1) };
}

export function isFileAccount(account: AccountId): boolean {
  return account === fileAccount;
}

/** The file's URI; null for a message of a server. */
export function fileOf(ref: MessageRef): string | null {
  return isFileAccount(ref.account) ? ref.mailbox.wire : null;
}

/** What an `imap:` resource names. */
export type MailResource =
  | { readonly kind: 'message'; readonly ref: MessageRef }
  /** One part of it; `section` as IMAP numbers it, with `!n` behind it for the nth file within the part's text. */
  | { readonly kind: 'part'; readonly ref: MessageRef; readonly section: string }
  /** Its source: MIME header and body as they are transferred. */
  | { readonly kind: 'source'; readonly ref: MessageRef; readonly section: string }
  /** The folder of a message, its `parts` folder, or the folder of one part. */
  | {
      readonly kind: 'folder';
      readonly ref: MessageRef;
      readonly of: 'message' | 'parts' | 'part';
      readonly section: string | null;
    };

/** The fields of `vscode.Uri` that count here; `path` decoded once, as VS Code holds it. */
export interface UriParts {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
}

/** Longest file name in a path: it is shown in a tab. */
const maxName = 120;

/** `imap://<account>/<mailbox>;uidvalidity=<n>/<uid>/<subject>.eml`, for `vscode.Uri.parse`. The subject only labels the tab. */
export function messageUri(ref: MessageRef, subject: string): string {
  return uriString(ref, [emlName(subject)]);
}

/** `…/<uid>/parts/<section>/<file name>`; the file name only labels the tab and tells VS Code the language. */
export function partUri(ref: MessageRef, section: string, fileName: string): string {
  return uriString(ref, ['parts', section, fileName]);
}

/** Folder of a message's parts, as a string without an end. */
export function partsUri(ref: MessageRef): string {
  return uriString(ref, ['parts']);
}

/** `…/<uid>/source/<section>/<section>.txt` */
export function sourceUri(ref: MessageRef, section: string): string {
  return uriString(ref, ['source', section, `${section}.txt`]);
}

/** The name that a tab shows for a message of that subject: one visible line, no separators, `.eml`. Not yet fit for a disk. */
export function emlName(subject: string): string {
  const line = visibleLine(subject)
    .replace(/[/\\]/g, '-')
    .replace(/\.eml$/i, '');
  const cut = [...line].slice(0, maxName).join('').trim();
  return `${cut === '' ? 'message' : cut}.eml`;
}

/** Null for whatever the functions above do not write. */
export function parseMailUri(uri: UriParts): MailResource | null {
  if (uri.scheme !== mailScheme && uri.scheme !== mailFileScheme) return null;
  const [empty, place, uidText, ...rest] = uri.path.split('/');
  const named = /^(.*);uidvalidity=(\d{1,10})$/s.exec(place ?? '');
  const account = decodeAuthority(uri.authority);
  if (empty !== '' || named === null || account === null) return null;
  const wire = decodeSegment(named[1] ?? '');
  const uidValidity = Number(named[2]);
  const message = parseUid(uidText ?? '');
  if (wire === null || message === null || uidValidity < 1 || uidValidity > 0xffff_ffff) return null;
  const file = isFileAccount(account);
  if (file !== (uri.scheme === mailFileScheme)) return null;
  const mailbox = file ? fileMailbox(wire) : mailboxName(wire);
  const ref: MessageRef = { account, mailbox, uidValidity, uid: message };
  const [first, section, ...names] = rest.filter((segment) => segment !== '');
  if (first === undefined) return { kind: 'folder', ref, of: 'message', section: null };
  if (first === 'source' && section !== undefined)
    return isSection(section) && names.length === 1 ? { kind: 'source', ref, section } : null;
  if (first !== 'parts') return section === undefined ? { kind: 'message', ref } : null;
  if (section === undefined) return { kind: 'folder', ref, of: 'parts', section: null };
  if (parsePartAddress(section) === null) return null;
  if (names.length === 0) return { kind: 'folder', ref, of: 'part', section };
  return names.length === 1 ? { kind: 'part', ref, section } : null;
}

function isSection(text: string): boolean {
  return parsePartAddress(text)?.file === null;
}

/** Names one message in maps and comparisons. */
export function messageKey(ref: MessageRef): string {
  return uriString(ref, []);
}

function uriString(ref: MessageRef, names: readonly string[]): string {
  const place = `${encodeSegment(ref.mailbox.wire)};uidvalidity=${ref.uidValidity}`;
  const path = [place, String(ref.uid), ...names].map(encodeURIComponent).join('/');
  const scheme = fileOf(ref) === null ? mailScheme : mailFileScheme;
  return `${scheme}://${encodeAuthority(ref.account)}/${path}`;
}

/** The wire octets, so that every name survives; what people read in names stays readable in the path. */
function encodeSegment(wire: string): string {
  return wire.replace(
    /[^A-Za-z0-9 ._~&+,@()'!-]/g,
    (octet) => `%${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

function decodeSegment(segment: string): string | null {
  if (/%(?![0-9A-F]{2})/.test(segment)) return null;
  return segment.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** VS Code writes authorities in lower case, so capitals and all that is special become `_hhhh`. */
function encodeAuthority(account: AccountId): string {
  return account.replace(/[^a-z0-9.-]/g, (char) => `_${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function decodeAuthority(authority: string): AccountId | null {
  if (!/^(?:[a-z0-9.-]|_[0-9a-f]{4})+$/.test(authority)) return null;
  return accountId(authority.replace(/_([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))));
}

/** A URI is ASCII; people know the file by its name. */
function fileMailbox(uri: string): MailboxName {
  const name = uri.slice(uri.lastIndexOf('/') + 1).replace(/[?#].*$/s, '');
  try {
    return { wire: uri, display: decodeURIComponent(name) };
  } catch {
    return { wire: uri, display: name };
  }
}

/** Octets beyond ASCII come only from servers that speak UTF-8. */
function mailboxName(wire: string): MailboxName {
  return mailboxFromWire(wire, /[^\x00-\x7f]/.test(wire));
}

function parseUid(text: string): Uid | null {
  const number = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= 0xffff_ffff ? uid(number) : null;
}

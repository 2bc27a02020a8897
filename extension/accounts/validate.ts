import { asciiHost } from './host-input.ts';
import { english, type Translate } from '../translate.ts';

/** A value as it is kept, or why it cannot be. */
export type Checked = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly problem: string };

const refuse = (problem: string): Checked => ({ ok: false, problem });

/** Cleans a mail address; `Ada <ada@example.org>` and `mailto:` as pasted are understood. */
export function checkAddress(text: string, t: Translate = english): Checked {
  const pasted = /^[^<]*<([^<>]*)>$/.exec(text.trim())?.[1] ?? text.trim();
  const address = pasted.trim().replace(/^mailto:/i, '');
  if (address === '') {
    return refuse(t('Type your e-mail address.'));
  }
  const at = address.lastIndexOf('@');
  if (at < 0) {
    return refuse(t('An e-mail address has an @ in it, for example ada@example.org.'));
  }
  if (/[\s\p{Cc}]/u.test(address)) {
    return refuse(t('An e-mail address has no spaces in it.'));
  }
  if (at === 0) {
    return refuse(t('There is nothing before the @.'));
  }
  const domain = address.slice(at + 1);
  if (domain === '') {
    return refuse(t('There is nothing after the @.'));
  }
  if (address.slice(0, at).includes('@') || asciiHost(domain) === null) {
    return refuse(t('“{0}” is not an e-mail address.', address));
  }
  return { ok: true, value: address };
}

/** The domain of a checked address in ASCII, lower case; empty when there is none. */
export function domainOf(address: string): string {
  return asciiHost(address.slice(address.lastIndexOf('@') + 1)) ?? '';
}

/** Cleans a user name; any text will do as long as it can be sent. */
export function checkUser(text: string, t: Translate = english): Checked {
  const user = text.trim();
  if (user === '') {
    return refuse(t('Type the user name; most servers take the whole e-mail address.'));
  }
  return /\p{Cc}/u.test(user) ? refuse(t('A user name has no control characters in it.')) : { ok: true, value: user };
}

/** A password is kept as it was typed, spaces too; only what no server can take is refused. */
export function checkPassword(text: string, t: Translate = english): Checked {
  if (text === '') {
    return refuse(t('Type the password.'));
  }
  return /[\0\r\n]/.test(text) ? refuse(t('A password has no line breaks in it.')) : { ok: true, value: text };
}

/** A name for the tree; one line. */
export function checkLabel(text: string, t: Translate = english): Checked {
  const label = text.trim();
  if (label === '') {
    return refuse(t('Type a name for the account.'));
  }
  return /\p{Cc}/u.test(label) ? refuse(t('A name has no control characters in it.')) : { ok: true, value: label };
}

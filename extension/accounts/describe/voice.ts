import { sanitiseText } from '../../notifications/sanitise-text.ts';
import type { Account } from '../model.ts';
import type { Translate } from '../../translate.ts';

/** What may be done about a failure, in the order it is offered. */
export type ErrorChoice = 'edit-server' | 'edit-password' | 'edit-proxy' | 'trust-certificate' | 'retry';

/** A failure for people: `title` without a full stop, `detail` in whole sentences, both plain text. */
export interface ErrorDescription {
  readonly title: string;
  readonly detail: string;
  readonly choices: readonly ErrorChoice[];
}

/** What is known of the connection that failed; more of it makes the words more precise. */
export type Where = Partial<Pick<Account, 'host' | 'port' | 'security' | 'user' | 'address' | 'pinnedFingerprint'>>;

/** The words that every description needs. */
export class Voice {
  readonly t: Translate;
  readonly where: Where;

  constructor(where: Where, t: Translate) {
    this.where = where;
    this.t = t;
  }

  get host(): string {
    return this.where.host ?? this.t('the server');
  }

  /** `imap.example.org:993`, as far as known. */
  get endpoint(): string {
    const { host, port } = this.where;
    if (host === undefined) {
      return this.t('the server');
    }
    return port === undefined ? host : host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  }

  /** Words from the server on one line, control and direction characters made visible. */
  clean(text: string): string {
    return sanitiseText(text).text;
  }

  /** The server's own words as one sentence, made harmless; empty when it said nothing. */
  said(text: string): string {
    const words = this.clean(text);
    return words === '' ? '' : ' ' + this.t('The server says: “{0}”', words);
  }

  /** As `said`, but silent about words that came before encryption, because anyone on the way may have written them. */
  saidBeforeTls(text: string): string {
    if (this.where.security !== 'starttls') {
      return this.said(text);
    }
    return text.trim() === ''
      ? ''
      : ' ' + this.t('What it said came before encryption and is only in the protocol log.');
  }

  description(title: string, detail: string, choices: readonly ErrorChoice[] = []): ErrorDescription {
    return { title, detail, choices };
  }
}

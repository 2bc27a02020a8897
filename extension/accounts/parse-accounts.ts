import { accountId } from '../mail/model.ts';
import { asciiHost } from './host-input.ts';
import { isLoopback } from './loopback.ts';
import type { Account, Security } from './model.ts';
import { defaultPort } from './presets.ts';
import { readProxy, type ProxyAddress } from './proxy-address.ts';
import { english, type Translate } from '../translate.ts';
import { checkAddress, checkLabel, checkUser } from './validate.ts';

/** What is wrong with one entry of the setting. `ignored`: the account is not there because of it. */
export interface AccountProblem {
  /** Position in the list, from 0; null when the whole setting is meant. */
  readonly index: number | null;
  readonly ignored: boolean;
  /** A whole sentence for people, naming the entry. */
  readonly message: string;
}

export interface ParsedAccounts {
  readonly accounts: readonly Account[];
  readonly problems: readonly AccountProblem[];
}

/** The account that ships with the extension; no entry may take its id. */
export const reservedId = 'demo';

const securities: readonly Security[] = ['tls', 'starttls', 'none'];
const known = new Set([
  'id',
  'label',
  'address',
  'host',
  'port',
  'security',
  'user',
  'pinnedFingerprint',
  'caFile',
  'proxy',
]);
const secretNames = /^(password|passwd|pass|pwd|secret|token|accessToken|refreshToken)$/i;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `aa:bb…`, `AABB…` or `AA BB …` of 32 octets → `AA:BB:…`; null for anything else. */
export function normaliseFingerprint(text: string): string | null {
  const hex = text
    .replace(/^sha-?256[:=\s]*/i, '')
    .replace(/[:\s]/g, '')
    .toUpperCase();
  return /^[0-9A-F]{64}$/.test(hex) ? (hex.match(/../g) ?? []).join(':') : null;
}

/** Finds out what one entry says; the first thing that cannot be mended ends it. */
class EntryReader {
  readonly problems: string[] = [];
  readonly entry: Readonly<Record<string, unknown>>;
  readonly #t: Translate;

  constructor(entry: Readonly<Record<string, unknown>>, t: Translate) {
    this.entry = entry;
    this.#t = t;
  }

  /** The text under a key; undefined when absent. Another type is a problem. */
  text(key: string): string | undefined {
    const value = this.entry[key];
    if (value === undefined) {
      return undefined;
    }
    if (typeof value !== 'string') {
      this.problems.push(this.#t('“{0}” must be text', key));
      return undefined;
    }
    return value.trim();
  }

  id(): string | undefined {
    const id = this.text('id');
    if (id === undefined || id === '') {
      this.problems.push(
        this.#t('“id” is missing; any text of letters, digits, “-” and “_” that no other account has'),
      );
      return undefined;
    }
    if (!/^[\w.-]{1,64}$/.test(id)) {
      this.problems.push(this.#t('“id” may hold letters, digits, “.”, “-” and “_” only, 64 at most'));
    }
    if (id === reservedId) {
      this.problems.push(this.#t('“id” must not be “{0}”, which is the demo mailbox', reservedId));
    }
    return id;
  }

  host(): string | undefined {
    const host = this.text('host');
    if (host === undefined || host === '') {
      this.problems.push(this.#t('“host” is missing'));
      return undefined;
    }
    const ascii = asciiHost(host);
    if (ascii === null) {
      this.problems.push(this.#t('“host” is not the name or the IP address of a server'));
      return undefined;
    }
    return ascii;
  }

  security(host: string | undefined): Security {
    const value = this.entry['security'] ?? 'tls';
    const security = securities.find((name) => name === value);
    if (security === undefined) {
      this.problems.push(this.#t('“security” must be “tls”, “starttls” or “none”'));
      return 'tls';
    }
    if (security === 'none' && host !== undefined && !isLoopback(host)) {
      this.problems.push(
        this.#t(
          '“security” may be “none” on this machine only (localhost), because the password would cross the network readable',
        ),
      );
    }
    return security;
  }

  port(security: Security): number {
    const value = this.entry['port'] ?? defaultPort(security);
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 65535) {
      this.problems.push(this.#t('“port” must be a whole number from 1 to 65535'));
      return defaultPort(security);
    }
    return value;
  }

  fingerprint(): string | undefined {
    const text = this.text('pinnedFingerprint');
    const fingerprint = text === undefined ? undefined : normaliseFingerprint(text);
    if (fingerprint === null) {
      this.problems.push(
        this.#t('“pinnedFingerprint” must be a SHA-256 fingerprint: 32 octets in hexadecimal, as AA:BB:…'),
      );
      return undefined;
    }
    return fingerprint;
  }

  caFile(): string | undefined {
    const path = this.text('caFile');
    if (path !== undefined && !/^(\/|~[\\/]|[a-z]:[\\/]|\\\\)/i.test(path)) {
      this.problems.push(this.#t('“caFile” must be a whole path, from the root or from ~'));
      return undefined;
    }
    return path;
  }

  proxy(security: Security): ProxyAddress | undefined {
    const text = this.text('proxy');
    const read = text === undefined ? null : readProxy(text, this.#t);
    if (read?.ok === false) {
      this.problems.push(this.#t('“proxy” cannot be used: {0}', read.problem.replace(/\.$/, '')));
    }
    if (read?.ok !== true || read.proxy === null) {
      return undefined;
    }
    if (security === 'none') {
      this.problems.push(this.#t('“proxy” needs “security” to be “tls” or “starttls”'));
    }
    return read.proxy;
  }

  account(): Account | null {
    const t = this.#t;
    const id = this.id();
    const host = this.host();
    const security = this.security(host);
    const port = this.port(security);
    const user = this.text('user') ?? this.text('address');
    const address = this.text('address') ?? user;
    const checkedUser = user === undefined ? null : checkUser(user, t);
    if (checkedUser?.ok !== true) {
      this.problems.push(t('“user” is missing'));
    }
    // A user name need not be an address, but what is called address must be one.
    if (this.text('address') !== undefined && !checkAddress(this.text('address') ?? '', t).ok) {
      this.problems.push(t('“address” is not an e-mail address'));
    }
    const label = checkLabel(this.text('label') ?? address ?? '', t);
    const pinnedFingerprint = this.fingerprint();
    const caFile = this.caFile();
    const proxy = this.proxy(security);
    if (this.problems.length > 0 || id === undefined || host === undefined || checkedUser?.ok !== true || !label.ok) {
      return null;
    }
    return {
      id: accountId(id),
      label: label.value,
      address: address ?? checkedUser.value,
      host,
      port,
      security,
      user: checkedUser.value,
      ...(pinnedFingerprint === undefined ? {} : { pinnedFingerprint }),
      ...(caFile === undefined ? {} : { caFile }),
      ...(proxy === undefined ? {} : { proxy }),
    };
  }

  /** What is odd but does no harm. */
  warnings(): string[] {
    const t = this.#t;
    return Object.keys(this.entry)
      .filter((key) => !known.has(key))
      .map((key) =>
        secretNames.test(key)
          ? t(
              '“{0}” is not read: passwords do not belong in settings. Take it out and use “Enter Password…” instead',
              key,
            )
          : t('“{0}” is not known and is not read', key),
      );
  }
}

/** How an entry is called in a message: its label or host where it has one, and always its place. */
function nameOf(entry: unknown, index: number, t: Translate): string {
  const title = isRecord(entry)
    ? [entry['label'], entry['address'], entry['host']].find((value) => typeof value === 'string' && value !== '')
    : undefined;
  return typeof title === 'string'
    ? t('account {0} (“{1}”)', index + 1, title.slice(0, 80))
    : t('account {0}', index + 1);
}

/**
 * Reads the setting `mailExplorer.accounts` as it may have been edited by hand. A bad entry costs that entry only and is told in a
 * sentence of its own; the values of anything that looks like a secret are never quoted.
 */
export function parseAccounts(value: unknown, t: Translate = english): ParsedAccounts {
  if (value === undefined || value === null) {
    return { accounts: [], problems: [] };
  }
  if (!Array.isArray(value)) {
    return {
      accounts: [],
      problems: [
        { index: null, ignored: true, message: t('The setting “mailExplorer.accounts” must be a list of accounts.') },
      ],
    };
  }
  const accounts: Account[] = [];
  const problems: AccountProblem[] = [];
  const seen = new Set<string>();
  value.forEach((entry: unknown, index) => {
    const say = (ignored: boolean, what: string): void => {
      const sentence = ignored
        ? t('Setting “mailExplorer.accounts”, {0}, is left out: {1}.', nameOf(entry, index, t), what)
        : t('Setting “mailExplorer.accounts”, {0}: {1}.', nameOf(entry, index, t), what);
      problems.push({ index, ignored, message: sentence });
    };
    if (!isRecord(entry)) {
      say(true, t('it must be an object with “id”, “host” and “user”'));
      return;
    }
    const reader = new EntryReader(entry, t);
    const account = reader.account();
    if (account === null) {
      say(true, reader.problems.join('; '));
      return;
    }
    if (seen.has(account.id)) {
      say(true, t('another account has the same “id”'));
      return;
    }
    seen.add(account.id);
    accounts.push(account);
    for (const warning of reader.warnings()) {
      say(false, warning);
    }
  });
  return { accounts, problems };
}

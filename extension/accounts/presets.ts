import { isIP } from 'node:net';
import { isLoopback } from './loopback.ts';
import type { Security } from './model.ts';
import { domainOf } from './validate.ts';

/** How a provider is reached by IMAP, as its own help pages say. */
export interface Preset {
  readonly provider: string;
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  readonly user: 'address' | 'local-part';
  /** What a person must know before the password step; null when an ordinary password works. */
  readonly note: Note | null;
}

/** `app-password`: made in the provider's settings. `no-passwords`: only OAuth is accepted. `switch-on`: IMAP is off at first. */
export type Note = 'app-password' | 'no-passwords' | 'switch-on' | 'bridge' | 'no-imap';

type Row = readonly [provider: string, domains: string, host: string, note?: Note, user?: 'local-part'];

const rows: readonly Row[] = [
  ['Gmail', 'gmail.com googlemail.com', 'imap.gmail.com', 'app-password'],
  [
    'Outlook.com',
    'outlook.com outlook.de outlook.fr hotmail.com hotmail.co.uk hotmail.fr live.com msn.com',
    'outlook.office365.com',
    'no-passwords',
  ],
  [
    'Fastmail',
    'fastmail.com fastmail.fm fastmail.net fastmail.org messagingengine.com',
    'imap.fastmail.com',
    'app-password',
  ],
  ['iCloud', 'icloud.com me.com mac.com', 'imap.mail.me.com', 'app-password', 'local-part'],
  [
    'Yahoo',
    'yahoo.com yahoo.de yahoo.fr yahoo.it yahoo.es yahoo.co.uk yahoo.co.in ymail.com rocketmail.com',
    'imap.mail.yahoo.com',
    'app-password',
  ],
  ['AOL', 'aol.com aim.com', 'imap.aol.com', 'app-password'],
  ['GMX', 'gmx.de gmx.net gmx.at gmx.ch', 'imap.gmx.net', 'switch-on'],
  ['GMX', 'gmx.com gmx.us gmx.co.uk', 'imap.gmx.com', 'switch-on'],
  ['WEB.DE', 'web.de', 'imap.web.de', 'switch-on'],
  ['Posteo', 'posteo.de posteo.net posteo.eu posteo.org posteo.at posteo.ch', 'posteo.de'],
  ['mailbox.org', 'mailbox.org', 'imap.mailbox.org'],
  ['Mailfence', 'mailfence.com', 'imap.mailfence.com'],
  ['Runbox', 'runbox.com', 'mail.runbox.com'],
  ['Disroot', 'disroot.org', 'disroot.org'],
  ['Riseup', 'riseup.net', 'mail.riseup.net', undefined, 'local-part'],
  ['Zoho', 'zoho.com zohomail.com', 'imap.zoho.com', 'switch-on'],
  ['Zoho', 'zoho.eu zohomail.eu', 'imap.zoho.eu', 'switch-on'],
  ['Telekom', 't-online.de magenta.de', 'secureimap.t-online.de', 'app-password'],
  ['freenet', 'freenet.de', 'mx.freenet.de', 'switch-on'],
  ['Infomaniak', 'ik.me infomaniak.com', 'mail.infomaniak.com'],
  ['Bluewin', 'bluewin.ch', 'imaps.bluewin.ch'],
  ['Orange', 'orange.fr wanadoo.fr', 'imap.orange.fr'],
  ['Free', 'free.fr', 'imap.free.fr'],
  ['La Poste', 'laposte.net', 'imap.laposte.net'],
  ['Libero', 'libero.it', 'imapmail.libero.it'],
  ['Seznam', 'seznam.cz email.cz', 'imap.seznam.cz'],
  ['Wirtualna Polska', 'wp.pl', 'imap.wp.pl', 'switch-on'],
  ['Onet', 'onet.pl', 'imap.poczta.onet.pl', 'switch-on'],
  ['Yandex', 'yandex.com yandex.ru ya.ru', 'imap.yandex.com', 'app-password'],
  ['Mail.ru', 'mail.ru inbox.ru list.ru bk.ru', 'imap.mail.ru', 'app-password'],
  ['Comcast', 'comcast.net', 'imap.comcast.net', 'switch-on'],
  ['QQ Mail', 'qq.com foxmail.com', 'imap.qq.com', 'app-password'],
  ['NetEase', '163.com', 'imap.163.com', 'app-password'],
  ['NetEase', '126.com', 'imap.126.com', 'app-password'],
  ['Naver', 'naver.com', 'imap.naver.com', 'app-password', 'local-part'],
];

const bridgeDomains = 'proton.me protonmail.com protonmail.ch pm.me';
const withoutImap: Row[] = [
  ['Tuta', 'tuta.com tutanota.com tutanota.de tutamail.com tuta.io keemail.me', '', 'no-imap'],
];

function table(): ReadonlyMap<string, Preset> {
  const presets = new Map<string, Preset>();
  for (const [provider, domains, host, note = null, user = 'address'] of [...rows, ...withoutImap]) {
    for (const domain of domains.split(' ')) {
      presets.set(domain, { provider, host, port: 993, security: 'tls', user, note });
    }
  }
  for (const domain of bridgeDomains.split(' ')) {
    presets.set(domain, {
      provider: 'Proton Mail Bridge',
      host: '127.0.0.1',
      port: 1143,
      security: 'starttls',
      user: 'address',
      note: 'bridge',
    });
  }
  return presets;
}

const byDomain = table();

/** The preset for an address's domain, or null. */
export function presetFor(address: string): Preset | null {
  return byDomain.get(domainOf(address)) ?? null;
}

/** Every preset with its domain, for tests. */
export function allPresets(): ReadonlyMap<string, Preset> {
  return byDomain;
}

/** Where a server most likely is when nobody says: `imap.` and the domain, with TLS (RFC 8314 §3.2). */
export function guessServer(address: string): {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
} {
  const domain = domainOf(address);
  const itself = isLoopback(domain) || isIP(domain) !== 0;
  return { host: itself || domain === '' ? domain : `imap.${domain}`, port: 993, security: 'tls' };
}

/** The port that goes with a way to secure the connection (RFC 8314 §7.3, RFC 9051 §2.1). */
export function defaultPort(security: Security): number {
  return security === 'tls' ? 993 : 143;
}

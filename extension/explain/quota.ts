import type { QuotaResource } from '../imap/grammar/types.ts';

/** How full a resource is, ready to be shown. */
export interface QuotaUse {
  /** As `Storage`; a resource that is not known by its name on the wire. */
  readonly name: string;
  /** Ten signs wide, as `███████░░░`. */
  readonly bar: string;
  /** 0 … 100 and beyond: a quota that was lowered may be exceeded. */
  readonly percent: number;
  /** As `12.5 MB of 16.0 MB`. */
  readonly amount: string;
}

const width = 10n;

/** RFC 9208 §5: STORAGE counts in units of 1024 octets, the others one by one. A limit of 0 lets nothing in: that is full. */
export function quotaUse({ name, usage, limit }: QuotaResource): QuotaUse {
  const percent = limit === 0n ? 100n : (usage * 100n) / limit;
  const filled = percent >= 100n ? width : usage > 0n && percent < 10n ? 1n : (percent * width + 50n) / 100n;
  const inOctets = name.toUpperCase().endsWith('STORAGE');
  const amount = (units: bigint): string => (inOctets ? octets(units) : units.toLocaleString('en'));
  return {
    name: nameOf(name),
    bar: '█'.repeat(Number(filled)) + '░'.repeat(Number(width - filled)),
    percent: Number(percent),
    amount: `${amount(usage)} of ${amount(limit)}`,
  };
}

function nameOf(name: string): string {
  switch (name.toUpperCase()) {
    case 'STORAGE':
      return 'Storage';
    case 'MESSAGE':
      return 'Messages';
    case 'MAILBOX':
      return 'Mailboxes';
    case 'ANNOTATION-STORAGE':
      return 'Annotations';
    default:
      return name;
  }
}

/** From units of 1024 octets. */
function octets(units: bigint): string {
  let amount = Number(units);
  for (const unit of ['KB', 'MB', 'GB']) {
    if (amount < 1024) return unit === 'KB' ? `${amount} KB` : `${amount.toFixed(1)} ${unit}`;
    amount /= 1024;
  }
  return `${amount.toFixed(1)} TB`;
}

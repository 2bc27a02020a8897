import type { EntryResult, GroupResult } from './run.ts';
import type { Figures } from './task.ts';
import type { Target } from './works.ts';

export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

type NumberKey = Exclude<keyof Figures, 'check' | 'extra'>;

function medianOf(result: EntryResult | undefined, key: NumberKey): number | null {
  const values = (result?.rounds ?? []).map((figures) => figures[key]).filter((value) => value !== null);
  return median(values);
}

/** One line of the table. */
export interface Row {
  readonly work: string;
  readonly client: string;
  readonly note: string;
  readonly ratio: number | null;
  readonly wallMs: number | null;
  readonly userMs: number | null;
  readonly peakMb: number | null;
  readonly keptMb: number | null;
  readonly idleMb: number | null;
  readonly stallMs: number | null;
  readonly burstMs: number | null;
  readonly roundTrips: number | null;
  readonly bytesIn: number | null;
  readonly bytesOut: number | null;
  readonly extra: Readonly<Record<string, number>>;
  readonly check: string;
  readonly problem: string | null;
  readonly targets: readonly Verdict[];
}

export interface Verdict {
  readonly figure: string;
  readonly limit: string;
  readonly value: number | null;
  readonly met: boolean;
}

/** Medians; the ratio is the median of the rounds' ratios, so that both of each pair met the same disturbances. */
export function rowsOf({ group, entries }: GroupResult): readonly Row[] {
  const floor = entries[0];
  return entries.map((result) => {
    const { entry } = result;
    const ratios = result.rounds.flatMap((figures, round) => {
      const against = floor?.rounds[round]?.wallMs;
      return against === undefined ? [] : [figures.wallMs / against];
    });
    const names = new Set(result.rounds.flatMap(({ extra }) => Object.keys(extra ?? {})));
    const extra = [...names].map((name): [string, number] => [
      name,
      median(result.rounds.map((figures) => figures.extra?.[name] ?? 0)) ?? 0,
    ]);
    const row = {
      work: group.id,
      client: entry.client,
      note: entry.note ?? '',
      ratio: median(ratios),
      wallMs: medianOf(result, 'wallMs'),
      userMs: medianOf(result, 'userMs'),
      peakMb: medianOf(result, 'peakMb'),
      keptMb: medianOf(result, 'keptMb'),
      idleMb: medianOf(result, 'idleMb'),
      stallMs: medianOf(result, 'stallMs'),
      burstMs: medianOf(result, 'burstMs'),
      roundTrips: medianOf(result, 'roundTrips'),
      bytesIn: medianOf(result, 'bytesIn'),
      bytesOut: medianOf(result, 'bytesOut'),
      extra: Object.fromEntries(extra),
      check: result.rounds[0]?.check ?? '',
      problem: result.problem,
    };
    const imapflow = entries.find((other) => other.entry.client === 'imapflow');
    return { ...row, targets: (entry.targets ?? []).map((target) => verdict(target, row, floor, imapflow)) };
  });
}

function verdict(
  target: Target,
  row: Omit<Row, 'targets'>,
  floor: EntryResult | undefined,
  imapflow: EntryResult | undefined,
): Verdict {
  const value = valueOf(target, row, floor, imapflow);
  const { most = Infinity, least = -Infinity } = target;
  // A tenth of a per cent is no difference that can be measured.
  const met = value !== null && value <= most * 1.001 && value >= least * 0.999;
  const figure = target.name ?? names[target.figure];
  return { figure, limit: target.most === undefined ? `≥ ${least}` : `≤ ${most}`, value, met };
}

const names: Readonly<Record<Target['figure'], string>> = {
  ratio: '× floor',
  stallMs: 'stall, ms',
  keptMb: 'kept, MB',
  peakOverFloorMb: 'peak over the floor’s, MB',
  idleOverFloorMb: 'idle over the floor’s, MB',
  roundTrips: 'round trips',
  userOfImapflow: 'user CPU × imapflow’s',
  extra: '',
};

function valueOf(
  { figure, name }: Target,
  row: Omit<Row, 'targets'>,
  floor: EntryResult | undefined,
  imapflow: EntryResult | undefined,
): number | null {
  const over = (value: number | null, key: NumberKey): number | null => {
    const base = medianOf(floor, key);
    return value === null || base === null ? null : value - base;
  };
  switch (figure) {
    case 'ratio':
    case 'stallMs':
    case 'keptMb':
    case 'roundTrips':
      return row[figure];
    case 'peakOverFloorMb':
      return over(row.peakMb, 'peakMb');
    case 'idleOverFloorMb':
      return over(row.idleMb, 'idleMb');
    case 'userOfImapflow': {
      const base = medianOf(imapflow, 'userMs');
      return base === null || row.userMs === null ? null : row.userMs / base;
    }
    case 'extra':
      return row.extra[name ?? ''] ?? null;
  }
}

function number(value: number | null, digits = 0): string {
  return value === null ? '–' : value.toFixed(digits);
}

function octets(value: number | null): string {
  if (value === null) return '–';
  if (value < 10_000) return `${value}`;
  return value < 10_000_000 ? `${(value / 1000).toFixed(0)}k` : `${(value / 1e6).toFixed(1)}M`;
}

export const columns = [
  'work',
  'client',
  '× floor',
  'wall ms',
  'user ms',
  'peak MB',
  'kept MB',
  'idle MB',
  'stall ms',
  'burst ms',
  'round trips',
  'in',
  'out',
  'further',
] as const;

/** The cells of a row, as text. */
export function cells(row: Row): readonly string[] {
  const client = row.note === '' ? row.client : `${row.client}: ${row.note}`;
  if (row.problem !== null) return [row.work, client, ...Array<string>(11).fill('–'), row.problem];
  const further = Object.entries(row.extra)
    .filter(([name]) => name !== 'sum' && name !== 'megabytes')
    .map(([name, value]) => `${number(value, value < 100 ? 2 : 0)} ${name}`);
  return [
    row.work,
    client,
    number(row.ratio, 2),
    number(row.wallMs, (row.wallMs ?? 0) < 100 ? 1 : 0),
    number(row.userMs),
    number(row.peakMb),
    number(row.keptMb, 1),
    number(row.idleMb),
    number(row.stallMs, 1),
    number(row.burstMs, 1),
    number(row.roundTrips),
    octets(row.bytesIn),
    octets(row.bytesOut),
    further.join(', '),
  ];
}

/** The table for a terminal. */
export function textTable(rows: readonly Row[]): string {
  const lines = [columns, ...rows.map(cells)];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function verdictText({ work, client, note }: Row, { figure, limit, value, met }: Verdict): string {
  const who = note === '' ? client : `${client} (${note})`;
  return `${met ? '✔' : '✖'} ${work} ${who}: ${figure} ${limit}, measured ${value === null ? 'nothing' : String(Number(value.toFixed(2)))}`;
}

import type { MailboxPlan } from './mailbox.ts';

/** Sizes of the whole run, and of the quick one that only shows that everything works. */
export interface Sizes {
  readonly list: number;
  readonly smallList: number;
  readonly bodies: number;
  readonly large: number;
  readonly largeOctets: number;
  readonly mailboxes: number;
  readonly appends: number;
  readonly scripted: number;
}

export const wholeSizes: Sizes = {
  list: 100_000,
  smallList: 10_000,
  bodies: 10_000,
  large: 200,
  largeOctets: 5_000_000,
  mailboxes: 200,
  appends: 1_000,
  scripted: 1_000_000,
};

export const quickSizes: Sizes = {
  list: 2_000,
  smallList: 300,
  bodies: 200,
  large: 4,
  largeOctets: 1_000_000,
  mailboxes: 10,
  appends: 20,
  scripted: 20_000,
};

const shortText = (random: number): number => 60 + random * 240;

export function plansOf(sizes: Sizes): readonly MailboxPlan[] {
  return [
    { name: 'List', count: sizes.list, seed: 1, textSize: shortText },
    { name: 'Small', count: sizes.smallList, seed: 2, textSize: shortText },
    { name: 'Bodies', count: sizes.bodies, seed: 3, textSize: (random) => 1_200 + random * 4_400 },
    { name: 'Large', count: sizes.large, seed: 4, textSize: () => sizes.largeOctets },
  ];
}

/** Messages of about 4 KB for APPEND. */
export function appendPlan(count: number): MailboxPlan {
  return { name: 'Appended', count, seed: 5, textSize: () => 3_300 };
}

export function countedName(n: number): string {
  return `Counted-${n}`;
}

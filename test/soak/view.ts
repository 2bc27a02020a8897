import type { Uid } from '../../extension/imap/wire/ids.ts';

/** UID and sorted flags of every message. */
export type Rows = ReadonlyMap<Uid, readonly string[]>;

/** Somebody who follows a mailbox through lost connections. */
export interface View {
  readonly name: string;
  readonly inView: boolean;
  /** Connections made after the first. */
  readonly reconnects: number;
  /** Events heard. */
  readonly events: number;
  rows(): Rows;
  /** Rejects with what made it give up. */
  stop(): Promise<void>;
}

/** \Recent is for whoever asks first. */
export function plainFlags(flags: readonly string[] = []): readonly string[] {
  return flags.filter((flag) => flag !== '\\Recent').sort();
}

/** What is wrong with a view, in a few words; null when it is the server's. */
export function difference(ours: Rows, truth: Rows): string | null {
  const ghosts = [...ours.keys()].filter((uid) => !truth.has(uid));
  const missing = [...truth.keys()].filter((uid) => !ours.has(uid));
  const stale = [...truth].filter(([uid, flags]) => ours.has(uid) && ours.get(uid)?.join(' ') !== flags.join(' '));
  const told = [
    ghosts.length === 0 ? '' : `ghosts ${ghosts.join(',')}`,
    missing.length === 0 ? '' : `missing ${missing.join(',')}`,
    stale.length === 0 ? '' : `stale flags of ${stale.map(([uid]) => uid).join(',')}`,
  ].filter((part) => part !== '');
  return told.length === 0 ? null : told.join('; ');
}

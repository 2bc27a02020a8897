/** Where octets are put aside while their reader is behind. For one stream; nobody else may read it. */
export interface Spill {
  /** Rejects when there is no room, or what it lies on fails. */
  write(octets: Uint8Array, position: number): Promise<void>;
  read(position: number, length: number): Promise<Buffer>;
  /** What was written is gone. */
  close(): Promise<void>;
}

export interface SpillOptions {
  /** Octets, roughly, that the unread data of a connection may take in memory. */
  readonly memory: number;
  /** Called when the first octets are to be put aside. */
  readonly open: () => Promise<Spill>;
}

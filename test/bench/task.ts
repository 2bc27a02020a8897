/** What one client is to do once, in a process of its own. */
export interface Task {
  readonly work: string;
  readonly client: string;
  readonly host: string;
  readonly port: number;
  /** PEM of the CA to trust; null without TLS. */
  readonly ca: string | null;
  readonly user: string;
  readonly password: string;
  readonly mailbox: string;
  /** Messages in the mailbox, or commands to give. */
  readonly count: number;
  /** Mailboxes to count (W6). */
  readonly names: readonly string[];
  /** A file with what the work needs (W8: the recorded stream), or null. */
  readonly file: string | null;
}

/** What a client's process prints as its last line. Numbers that a client cannot know are null. */
export interface Figures {
  readonly wallMs: number;
  readonly userMs: number;
  readonly systemMs: number;
  /** Most memory of the whole process, MB. */
  readonly peakMb: number | null;
  /** Longest time in which the event loop did not turn, ms. */
  readonly stallMs: number | null;
  /** Longest work between two turns of the event loop, ms of processor time. */
  readonly burstMs: number | null;
  /** Memory held by the result, after a collection, MB. */
  readonly keptMb: number | null;
  /** Memory of the process some collections after the result was let go, MB. */
  readonly idleMb: number | null;
  readonly bytesIn: number | null;
  readonly bytesOut: number | null;
  readonly roundTrips: number | null;
  /** What was seen: the same for every client that did the work. */
  readonly check: string;
  /** Further figures, by name. */
  readonly extra?: Readonly<Record<string, number>>;
}

/** What the work of a client gives. */
export interface Done {
  /** A figure that proves the work, as `100000 rows`. */
  readonly check: string;
  /** The objects made, where the work is to make some; taken away once they are weighed. */
  result?: unknown;
  readonly extra?: Readonly<Record<string, number>>;
}

/** Brackets the part that is measured; what a client never brackets is measured from `begin` of the process's work to its end. */
export interface Meter {
  begin(): void;
  end(): void;
}

export type Work = (task: Task, meter: Meter) => Promise<Done>;

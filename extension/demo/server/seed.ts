/** A message as it lies in the demo store: exact octets (RFC 5322), flags as the server spells them. */
export interface DemoMessage {
  readonly raw: Buffer;
  readonly flags: readonly string[];
  readonly internalDate: Date;
}

/** One mailbox of the seed. `path` is what people read, levels parted by `/`. */
export interface DemoFolder {
  readonly path: string;
  /** `\Sent`, `\Trash`, … (RFC 6154 §2). */
  readonly specialUse?: string;
  /** A name that only holds other names (`\Noselect`). */
  readonly noSelect?: boolean;
  /** The user may look but not touch: lookup and read rights only (RFC 4314). */
  readonly readOnly?: boolean;
  /** Default true. */
  readonly subscribed?: boolean;
  readonly messages: readonly DemoMessage[];
}

export interface DemoMailbox {
  readonly folders: readonly DemoFolder[];
}

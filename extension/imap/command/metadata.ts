import type { Capabilities } from '../client/api.ts';
import type { Response, StatusResponse } from '../grammar/types.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { signedIn, type Answer, type Command } from './command.ts';

export interface MetadataOptions {
  /** Values longer than this many octets are left out. */
  readonly maxSize?: number;
  /** How far below each entry to look; default 0. */
  readonly depth?: '0' | '1' | 'infinity';
}

export interface MetadataResult {
  readonly entries: ReadonlyMap<string, string | null>;
  /** Octets of the longest value that `maxSize` left out, or null (RFC 5464 §4.2.1). */
  readonly longest: number | null;
}

/** Stands for the server itself in place of a mailbox (RFC 5464 §4.2). */
export const server: MailboxName = { wire: '', display: '' };

/** The capability that mailbox, or only server, metadata needs. */
export function metadataCapability(mailbox: MailboxName, capabilities: Capabilities): string {
  return mailbox.wire === '' && !capabilities.has('METADATA') ? 'METADATA-SERVER' : 'METADATA';
}

/** GETMETADATA (RFC 5464 §4.2). */
export class GetMetadata implements Command<MetadataResult> {
  readonly name = 'GETMETADATA';
  readonly states = signedIn;
  readonly kinds = ['metadata'] as const;
  readonly capability: string;
  readonly mailbox: MailboxName;
  /** An entry that there is not may go without a line. */
  readonly answer: Answer = {
    words: ['METADATA'],
    came: () => this.#found.size > 0,
    absent: 'nothing',
    inParts: true,
  };
  readonly #entries: readonly string[];
  readonly #options: MetadataOptions;
  readonly #found = new Map<string, string | null>();

  constructor(mailbox: MailboxName, entries: readonly string[], options: MetadataOptions, capability: string) {
    this.mailbox = mailbox;
    this.#entries = entries;
    this.#options = options;
    this.capability = capability;
  }

  write(out: CommandWriter): void {
    const { maxSize, depth } = this.#options;
    if (maxSize !== undefined || depth !== undefined) {
      out.text(' (');
      if (maxSize !== undefined) out.text('MAXSIZE ').number(maxSize);
      if (depth !== undefined) out.text(`${maxSize === undefined ? '' : ' '}DEPTH ${depth}`);
      out.text(')');
    }
    out.sp().mailbox(this.mailbox).text(' (');
    this.#entries.forEach((entry, index) => {
      if (index > 0) out.sp();
      out.astring(entry);
    });
    out.text(')');
  }

  take(response: Response): boolean {
    if (response.type !== 'metadata' || response.changed.length > 0) return false;
    for (const [entry, value] of response.entries) this.#found.set(entry, value);
    return true;
  }

  finish({ code }: StatusResponse): MetadataResult {
    const longest = code?.name === 'METADATA' && code.problem === 'LONGENTRIES' ? code.size : null;
    return { entries: this.#found, longest };
  }
}

/** SETMETADATA (RFC 5464 §4.3); null removes an entry. */
export function setMetadata(
  mailbox: MailboxName,
  entries: ReadonlyMap<string, string | null>,
  capability: string,
): Command<void> {
  return {
    name: 'SETMETADATA',
    states: signedIn,
    kinds: ['metadata'],
    capability,
    mailbox,
    write(out: CommandWriter): void {
      out.sp().mailbox(mailbox).text(' (');
      [...entries].forEach(([entry, value], index) => {
        if (index > 0) out.sp();
        out.astring(entry).sp().nstring(value);
      });
      out.text(')');
    },
    finish: () => undefined,
  };
}

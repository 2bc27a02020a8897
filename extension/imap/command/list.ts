import type { StatusItem } from '../client/api.ts';
import type { ListResponse, MailboxStatus, Response } from '../grammar/types.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { signedIn, type Answer, type Command, type DataKind } from './command.ts';

export interface ListRequest {
  /** Octets as the server counts them, one per UTF-16 unit. */
  readonly reference: string;
  readonly pattern: string;
  readonly subscribedOnly: boolean;
  /** Selection options beside SUBSCRIBED (RFC 9051 §6.3.9.1), as `SPECIAL-USE`. */
  readonly select?: readonly string[];
  /** RETURN options (RFC 9051 §6.3.9.2); null for the plain old form. */
  readonly returns: {
    readonly options: readonly string[];
    readonly status: readonly StatusItem[];
    readonly metadata?: readonly string[];
  } | null;
  /** LSUB instead, for subscriptions where LIST cannot tell them. */
  readonly lsub?: boolean;
  /** XLIST instead, Gmail's forerunner of SPECIAL-USE. */
  readonly xlist?: boolean;
}

export interface ListResult {
  readonly listed: readonly ListResponse[];
  /** By wire name. */
  readonly status: ReadonlyMap<string, MailboxStatus>;
  readonly rights: ReadonlyMap<string, string>;
  readonly metadata: ReadonlyMap<string, ReadonlyMap<string, string | null>>;
}

/** LIST (RFC 9051 §6.3.9) with its extensions, or LSUB (RFC 3501 §6.3.9). */
export class List implements Command<ListResult> {
  readonly name: 'LIST' | 'LSUB' | 'XLIST';
  readonly capability?: string;
  readonly states = signedIn;
  readonly kinds: readonly DataKind[];
  readonly answer: Answer;
  readonly #request: ListRequest;
  readonly #listed = new Map<string, ListResponse>();
  readonly #status = new Map<string, MailboxStatus>();
  readonly #rights = new Map<string, string>();
  readonly #metadata = new Map<string, ReadonlyMap<string, string | null>>();

  constructor(request: ListRequest) {
    this.name = request.lsub === true ? 'LSUB' : request.xlist === true ? 'XLIST' : 'LIST';
    if (request.xlist === true) this.capability = 'XLIST';
    // That no mailbox matches is said by silence; one whose line is broken does not cost the others.
    this.answer = { words: ['LIST', 'LSUB', 'XLIST'], came: () => this.#listed.size > 0, absent: 'nothing' };
    const { returns } = request;
    this.kinds = [
      'list',
      ...((returns?.status.length ?? 0) > 0 ? (['status'] as const) : []),
      ...(returns?.options.includes('MYRIGHTS') === true ? (['rights'] as const) : []),
      ...((returns?.metadata?.length ?? 0) > 0 ? (['metadata'] as const) : []),
    ];
    this.#request = request;
  }

  write(out: CommandWriter): void {
    const { reference, pattern, subscribedOnly, returns } = this.#request;
    const select = [...(subscribedOnly ? ['SUBSCRIBED'] : []), ...(this.#request.select ?? [])];
    if (select.length > 0 && returns !== null) out.text(` (${select.join(' ')})`);
    out.sp().listPattern(reference).sp().listPattern(pattern);
    if (returns === null) return;
    const words = [...returns.options];
    if (returns.status.length > 0) words.push(`STATUS (${returns.status.join(' ')})`);
    const { metadata = [] } = returns;
    if (words.length === 0 && metadata.length === 0) return;
    out.text(` RETURN (${words.join(' ')}`);
    if (metadata.length > 0) {
      out.text(`${words.length > 0 ? ' ' : ''}METADATA (`);
      metadata.forEach((entry, index) => (index > 0 ? out.sp() : out).astring(entry));
      out.text(')');
    }
    out.text(')');
  }

  take(response: Response): boolean {
    if (response.type === 'list') {
      if ((response.via === 'LSUB') !== (this.name === 'LSUB')) return false;
      this.#listed.set(response.name.wire, response);
      return true;
    }
    if (response.type === 'myrights' && this.kinds.includes('rights')) {
      this.#rights.set(response.name.wire, response.rights);
      return true;
    }
    if (response.type === 'metadata' && this.kinds.includes('metadata')) {
      this.#metadata.set(
        response.name.wire,
        new Map([...(this.#metadata.get(response.name.wire) ?? []), ...response.entries]),
      );
      return true;
    }
    if (response.type !== 'mailbox-status' || !this.kinds.includes('status')) return false;
    this.#status.set(response.name.wire, { ...this.#status.get(response.name.wire), ...response.status });
    return true;
  }

  finish(): ListResult {
    const listed = [...this.#listed.values()];
    return { listed, status: this.#status, rights: this.#rights, metadata: this.#metadata };
  }
}

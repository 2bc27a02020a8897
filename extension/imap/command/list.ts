import type { StatusItem } from '../client/api.ts';
import type { ListResponse, MailboxStatus, Response } from '../grammar/types.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { signedIn, type Command, type DataKind } from './command.ts';

export interface ListRequest {
  /** Octets as the server counts them, one per UTF-16 unit. */
  readonly reference: string;
  readonly pattern: string;
  readonly subscribedOnly: boolean;
  /** RETURN options (RFC 9051 §6.3.9.2); null for the plain old form. */
  readonly returns: { readonly options: readonly string[]; readonly status: readonly StatusItem[] } | null;
  /** LSUB instead, for subscriptions where LIST cannot tell them. */
  readonly lsub?: boolean;
  /** XLIST instead, Gmail's forerunner of SPECIAL-USE. */
  readonly xlist?: boolean;
}

export interface ListResult {
  readonly listed: readonly ListResponse[];
  /** By wire name. */
  readonly status: ReadonlyMap<string, MailboxStatus>;
}

/** LIST (RFC 9051 §6.3.9) with its extensions, or LSUB (RFC 3501 §6.3.9). */
export class List implements Command<ListResult> {
  readonly name: 'LIST' | 'LSUB' | 'XLIST';
  readonly capability?: string;
  readonly states = signedIn;
  readonly kinds: readonly DataKind[];
  readonly #request: ListRequest;
  readonly #listed = new Map<string, ListResponse>();
  readonly #status = new Map<string, MailboxStatus>();

  constructor(request: ListRequest) {
    this.name = request.lsub === true ? 'LSUB' : request.xlist === true ? 'XLIST' : 'LIST';
    if (request.xlist === true) this.capability = 'XLIST';
    this.kinds = (request.returns?.status.length ?? 0) > 0 ? ['list', 'status'] : ['list'];
    this.#request = request;
  }

  write(out: CommandWriter): void {
    const { reference, pattern, subscribedOnly, returns } = this.#request;
    if (subscribedOnly && returns !== null) out.text(' (SUBSCRIBED)');
    out.sp().listPattern(reference).sp().listPattern(pattern);
    if (returns === null) return;
    const words = [...returns.options];
    if (returns.status.length > 0) words.push(`STATUS (${returns.status.join(' ')})`);
    if (words.length > 0) out.text(` RETURN (${words.join(' ')})`);
  }

  take(response: Response): boolean {
    if (response.type === 'list') {
      if ((response.via === 'LSUB') !== (this.name === 'LSUB')) return false;
      this.#listed.set(response.name.wire, response);
      return true;
    }
    if (response.type !== 'mailbox-status' || !this.kinds.includes('status')) return false;
    this.#status.set(response.name.wire, { ...this.#status.get(response.name.wire), ...response.status });
    return true;
  }

  finish(): ListResult {
    return { listed: [...this.#listed.values()], status: this.#status };
  }
}

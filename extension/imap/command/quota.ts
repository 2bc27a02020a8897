import type { Capabilities } from '../client/api.ts';
import type { QuotaResource, Response } from '../grammar/types.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { signedIn, type Answer, type Command } from './command.ts';

/** The limits of one quota root (RFC 9208 §3.3). */
export interface Quota {
  readonly root: string;
  readonly resources: readonly QuotaResource[];
}

/** GETQUOTA (RFC 9208 §4.1.1), or SETQUOTA (RFC 9208 §4.1.3) when limits are given. */
export class QuotaOf implements Command<Quota | null> {
  readonly name: 'GETQUOTA' | 'SETQUOTA';
  readonly states = signedIn;
  readonly kinds = ['quota'] as const;
  readonly capability = 'QUOTA';
  /** A server may keep to itself how a root stands. */
  readonly answer: Answer = { words: ['QUOTA'], came: () => this.#found !== null, absent: 'nothing' };
  readonly #root: string;
  readonly #limits: ReadonlyMap<string, number | bigint> | null;
  #found: Quota | null = null;

  /** @param limits resource → limit in the resource's unit. */
  constructor(root: string, limits: ReadonlyMap<string, number | bigint> | null) {
    this.name = limits === null ? 'GETQUOTA' : 'SETQUOTA';
    this.#root = root;
    this.#limits = limits;
  }

  /** Before RFC 9208 every server with QUOTA took SETQUOTA; who names its resources says so by QUOTASET (RFC 9208 §3.1). */
  missing(capabilities: Capabilities): string | null {
    const names = capabilities.values('QUOTA').some((value) => /^RES-/i.test(value));
    return this.#limits !== null && names && !capabilities.has('QUOTASET') ? 'QUOTASET' : null;
  }

  write(out: CommandWriter): void {
    out.sp().astring(this.#root);
    if (this.#limits === null) return;
    out.text(' (');
    [...this.#limits].forEach(([name, limit], index) => {
      if (index > 0) out.sp();
      out.atom(name).sp().number(limit);
    });
    out.text(')');
  }

  take(response: Response): boolean {
    if (response.type !== 'quota' || response.root !== this.#root) return false;
    this.#found = response;
    return true;
  }

  finish(): Quota | null {
    return this.#found;
  }
}

/** GETQUOTAROOT (RFC 9208 §4.1.2): the roots that limit a mailbox, and their quotas. */
export class QuotaRoots implements Command<{ readonly roots: readonly string[]; readonly quotas: readonly Quota[] }> {
  readonly name = 'GETQUOTAROOT';
  readonly states = signedIn;
  readonly kinds = ['quota'] as const;
  readonly capability = 'QUOTA';
  readonly mailbox: MailboxName;
  readonly answer: Answer = {
    words: ['QUOTAROOT', 'QUOTA'],
    came: () => this.#roots !== null,
    absent: 'owed',
    inParts: true,
  };
  #roots: readonly string[] | null = null;
  readonly #quotas = new Map<string, Quota>();

  constructor(mailbox: MailboxName) {
    this.mailbox = mailbox;
  }

  write(out: CommandWriter): void {
    out.sp().mailbox(this.mailbox);
  }

  take(response: Response): boolean {
    if (response.type === 'quotaroot') this.#roots = response.roots;
    else if (response.type === 'quota') this.#quotas.set(response.root, response);
    else return false;
    return true;
  }

  finish(): { readonly roots: readonly string[]; readonly quotas: readonly Quota[] } {
    return { roots: this.#roots ?? [], quotas: [...this.#quotas.values()] };
  }
}

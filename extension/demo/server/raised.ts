/** `code` stands without brackets, `ALERT` or `COPYUID 1 2 3`; any text is allowed, so that a client can be shown what does not parse. */
interface Said {
  readonly code?: string | null;
  readonly text: string;
}

/** At once, on every live connection. BYE closes them. */
export interface RaiseUntagged extends Said {
  readonly how: 'untagged';
  readonly status: 'OK' | 'NO' | 'BAD' | 'BYE';
}

/** In front of the next answer on any connection; in place of it, with the end of the connection, for BYE. */
export interface RaiseBeforeAnswer extends Said {
  readonly how: 'before-next-answer';
  readonly status: 'OK' | 'NO' | 'BAD' | 'BYE';
  /** Wait for this command, as `UID STORE`; any when absent. */
  readonly command?: string;
}

/**
 * The tagged answer of the next matching command: NO and BAD in place of doing it, OK in place of its own OK, lost if it refuses.
 * With `keepsCode` an OK keeps the code that the command came to, since only that is true (APPENDUID, COPYUID).
 */
export interface RaiseAnswer extends Said {
  readonly how: 'answer-next-command';
  readonly keepsCode?: true;
  readonly status: 'OK' | 'NO' | 'BAD';
  /** As `UID STORE`; any when absent. */
  readonly command?: string;
}

/** Reports on the next matching command (INPROGRESS, RFC 9585 §4), one after the other, before it is carried out. */
export interface RaiseProgress {
  readonly how: 'progress';
  /** As `UID STORE`; any when absent. */
  readonly command?: string;
  /** How many of a thousand are done, and what is said then. */
  readonly steps: readonly { readonly done: number; readonly text: string }[];
  /** Between the steps. */
  readonly pauseMs: number;
}

/** Text of the next continuation request (`+ …`); its command goes on as usual. */
export interface RaiseContinuation extends Said {
  readonly how: 'continuation';
}

/** The greeting of the next connection. PREAUTH makes it authenticated, BYE ends it. */
export interface RaiseGreeting extends Said {
  readonly how: 'greeting';
  readonly status: 'OK' | 'PREAUTH' | 'BYE';
}

/** A status response that waits for its moment. */
export type RaiseLater = RaiseBeforeAnswer | RaiseAnswer | RaiseProgress | RaiseContinuation | RaiseGreeting;

/** A status response that the server is to send, whatever its own mind. */
export type RaiseRequest = RaiseUntagged | RaiseLater;

/** A request that was taken up. */
export interface Raised {
  /** True once it was sent, false when it was cancelled first. Never rejects. */
  readonly delivered: Promise<boolean>;
  cancel(): void;
}

type How = RaiseLater['how'];
type Waiting<H extends How> = Extract<RaiseLater, { how: H }>;

/** `[CODE] text`, as it follows the status word; line breaks would start a response of their own. */
export function statusText(code: string | null | undefined, text: string): string {
  const all = (code ?? '') === '' ? text : `[${code}] ${text}`;
  return Buffer.from(all.replace(/[\r\n]+/g, ' '), 'utf8').toString('latin1');
}

/** Requests that wait for their moment, oldest first. */
export class RaisedQueue {
  readonly #waiting: { readonly request: RaiseLater; readonly settle: (delivered: boolean) => void }[] = [];

  add(request: RaiseLater): Raised {
    let settle: (delivered: boolean) => void = () => undefined;
    const delivered = new Promise<boolean>((resolve) => (settle = resolve));
    const entry = { request, settle };
    this.#waiting.push(entry);
    const cancel = (): void => {
      const at = this.#waiting.indexOf(entry);
      if (at < 0) return;
      this.#waiting.splice(at, 1);
      settle(false);
    };
    return { delivered, cancel };
  }

  /** The oldest of that kind that fits `command`; it counts as delivered. */
  take<H extends How>(how: H, command: string | null): Waiting<H> | null {
    const at = this.#waiting.findIndex(({ request }) => request.how === how && fits(request, command));
    const entry = at < 0 ? undefined : this.#waiting.splice(at, 1)[0];
    if (entry === undefined) return null;
    entry.settle(true);
    return entry.request as Waiting<H>;
  }

  clear(): void {
    for (const { settle } of this.#waiting.splice(0)) settle(false);
  }
}

function fits(request: RaiseLater, command: string | null): boolean {
  return !('command' in request) || request.command === undefined || request.command.toUpperCase() === command;
}

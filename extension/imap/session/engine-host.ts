import type { StatusEvent } from '../client/api.ts';
import type { CloseReason } from '../errors.ts';
import type { FetchResponse, Response, StatusResponse } from '../grammar/types.ts';
import type { Secrets } from '../trace/secrets.ts';
import type { ResponseFrame } from '../wire/frame.ts';
import type { CommandPart } from '../wire/writer.ts';

/** What the first response of a connection was (RFC 9051 §7.1). */
export type Greeting =
  { readonly kind: 'status'; readonly status: StatusResponse } | { readonly kind: 'garbage'; readonly text: string };

/** The outside world as the engine sees it. Calls come in the middle of parsing: they must not call back into `receive`. */
export interface EngineHost {
  write(octets: Buffer): void;
  /** Resolves when the transport takes more; absent when it always does. */
  drained?(): Promise<void>;
  /** Untagged data, messages excepted: for whoever wants to know what came beside the results of commands. */
  untagged?(data: Response): void;
  /** Data of a message that no command had asked for. */
  unclaimed?(data: FetchResponse): void;
  /** What `write` was given, with secrets still marked. */
  sent(parts: readonly CommandPart[]): void;
  /** False while nobody reads along: `received` then needs no frame. */
  readonly traced?: boolean;
  /** What went out and no log may hold, for the case that the server repeats it. */
  readonly secrets: Secrets;
  /** Returns the index of the trace record. `hides`: what of it is not for the log. */
  received(frame: ResponseFrame | null, trusted: boolean, hides: 'challenge' | Secrets | null): number;
  /** The first of the commands under way has got on, and with it all that wait behind it. Where absent each is told by itself. */
  progressed?(): void;
  note(text: string): void;
  greeting(greeting: Greeting): void;
  status(event: Omit<StatusEvent, 'connection'>): void;
  /** The server said BYE of its own accord and will hang up. */
  bye(): void;
  /** Called once: nothing more can be done with the connection. */
  over(reason: CloseReason): void;
}

import type { Response, StatusResponse } from '../grammar/types.ts';
import type { EngineHost } from './engine-host.ts';
import type { InFlight } from './in-flight.ts';
import { infoOf } from './outcome.ts';
import type { Submission } from './submission.ts';
import type { SessionView } from './view.ts';

export interface StatusEventsOptions {
  readonly host: EngineHost;
  readonly view: SessionView;
  /** Sent and not answered yet. */
  readonly underWay: InFlight;
  readonly trusted: () => boolean;
}

/** Tells the host of status responses, with all that the surfacing policy needs to know. */
export class StatusEvents {
  readonly #options: StatusEventsOptions;

  constructor(options: StatusEventsOptions) {
    this.#options = options;
  }

  /** `submission`: the command that it is about, null when it is about none. */
  tell(
    status: StatusResponse | (Response & { readonly type: 'continuation' }),
    submission: Submission | null,
    index: number,
    greeting = false,
  ): void {
    const { host, view, underWay, trusted } = this.#options;
    const command = submission === null ? null : infoOf(submission);
    host.status({
      status,
      command,
      mailbox: command?.mailbox ?? view.mailbox?.name ?? null,
      trusted: trusted(),
      greeting,
      afterLogout: underWay.logsOut,
      traceIndex: index,
    });
  }
}

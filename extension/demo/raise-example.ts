import type { StatusKind } from '../imap/grammar/types.ts';
import type { DemoServer } from './demo-server.ts';

/** One status response to be said by the demo server; `code` without its brackets. */
export interface Example {
  readonly tagged: boolean;
  readonly status: StatusKind;
  readonly code: string | null;
  readonly text: string;
}

/** Moves of a person in the demo account that make the server speak. */
export interface Moves {
  /** Sends NOOP as if a person had asked for something; rejects when the server refuses. */
  readonly command: () => Promise<void>;
  /** Ends every connection and connects again. */
  readonly reconnect: () => Promise<void>;
}

/** Makes the demo server say `example` over a real connection at the moment that fits it, and waits until it was said. */
export async function raiseExample(server: DemoServer, example: Example, moves: Moves): Promise<void> {
  const { status, code, text } = example;
  if (status === 'PREAUTH') {
    const raised = server.raise({ how: 'greeting', status, code, text });
    await moves.reconnect();
    raised.cancel();
    return;
  }
  if (!example.tagged || status === 'BYE') {
    await server.raise({ how: 'untagged', status, code, text }).delivered;
    return;
  }
  const raised = server.raise({ how: 'answer-next-command', command: 'NOOP', status, code, text });
  try {
    await moves.command();
  } catch {
    // NO and BAD are what was asked for; the notifier shows them.
  } finally {
    raised.cancel();
  }
}

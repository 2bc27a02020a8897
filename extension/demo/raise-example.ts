import type { StatusKind } from '../imap/grammar/types.ts';
import type { DemoServer } from './demo-server.ts';

/** One status response to be said by the demo server; `code` without its brackets. */
export interface Example {
  readonly tagged: boolean;
  readonly status: StatusKind;
  readonly code: string | null;
  readonly text: string;
}

/** Commands of a person that an example can be the answer to. */
export type ExampleCommand = 'NOOP' | 'APPEND' | 'CREATE' | 'UID COPY' | 'UID FETCH' | 'UID SEARCH' | 'UID STORE';

/** Moves of a person in the demo account that make the server speak. */
export interface Moves {
  /** Does something by which a person sends that command; rejects when the server refuses. */
  readonly command: (name: ExampleCommand) => Promise<void>;
  /** Ends every connection and connects again. */
  readonly reconnect: () => Promise<void>;
}

/** What has to be refused so that the actions of a code have something to act on. */
const fitting: ReadonlyMap<string, ExampleCommand> = new Map([
  ['ALREADYEXISTS', 'CREATE'],
  ['BADCHARSET', 'UID SEARCH'],
  ['INUSE', 'UID FETCH'],
  ['MODIFIED', 'UID STORE'],
  ['OVERQUOTA', 'APPEND'],
  ['TRYCREATE', 'UID COPY'],
  ['UNKNOWN-CTE', 'UID FETCH'],
]);

/** The command whose answer the example is. */
export function commandOf({ code }: Example): ExampleCommand {
  return fitting.get(code?.split(' ', 1)[0] ?? '') ?? 'NOOP';
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
  const command = commandOf(example);
  const raised = server.raise({ how: 'answer-next-command', command, status, code, text });
  try {
    await moves.command(command);
  } catch {
    // NO and BAD are what was asked for; the notifier shows them.
  } finally {
    raised.cancel();
  }
}

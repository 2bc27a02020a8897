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
  /** Does something by which a person sends that command, so that it succeeds where `succeeds`; rejects when the server refuses. */
  readonly command: (name: ExampleCommand, succeeds: boolean) => Promise<void>;
  /** Ends every connection and connects again. */
  readonly reconnect: () => Promise<void>;
}

/** What has to be asked for so that the actions of a code have something to act on. */
const fitting: ReadonlyMap<string, ExampleCommand> = new Map([
  ['ALREADYEXISTS', 'CREATE'],
  ['APPENDUID', 'APPEND'],
  ['BADCHARSET', 'UID SEARCH'],
  ['COPYUID', 'UID COPY'],
  ['INUSE', 'UID FETCH'],
  ['MODIFIED', 'UID STORE'],
  ['OVERQUOTA', 'APPEND'],
  ['PARSE', 'UID FETCH'],
  ['READ-ONLY', 'UID FETCH'],
  ['TRYCREATE', 'UID COPY'],
  ['UNKNOWN-CTE', 'UID FETCH'],
]);

/** UIDs that nobody made up, so that what is offered with them can be done. */
const ownCode: ReadonlySet<string> = new Set(['APPENDUID', 'COPYUID']);

const progressPauseMs = 700;

/** The command whose answer the example is, or during which it comes. */
export function commandOf(example: Example): ExampleCommand {
  return fitting.get(nameOf(example)) ?? 'NOOP';
}

function nameOf({ code }: Example): string {
  return code?.split(' ', 1)[0] ?? '';
}

/** Makes the demo server say `example` over a real connection at the moment that fits it, and waits until it was said. */
export async function raiseExample(
  server: DemoServer,
  example: Example,
  moves: Moves,
  pauseMs = progressPauseMs,
): Promise<void> {
  const { status, text } = example;
  const name = nameOf(example);
  // Any other list would take abilities away from the connections that they have.
  const code = name === 'CAPABILITY' ? `CAPABILITY ${server.capabilities.join(' ')}` : example.code;
  if (status === 'PREAUTH') {
    const raised = server.raise({ how: 'greeting', status, code, text });
    try {
      await moves.reconnect();
    } catch {
      // The account says what stands in the way.
    } finally {
      raised.cancel();
    }
    return;
  }
  const command = commandOf(example);
  const during = !example.tagged && status !== 'BYE' && (name === 'INPROGRESS' || fitting.has(name));
  if ((!example.tagged && !during) || status === 'BYE') {
    await server.raise({ how: 'untagged', status, code, text }).delivered;
    return;
  }
  const raised = server.raise(
    name === 'INPROGRESS'
      ? { how: 'progress', command, steps: [100, 454, 800].map((done) => ({ done, text })), pauseMs }
      : during
        ? { how: 'before-next-answer', command, status, code, text }
        : {
            how: 'answer-next-command',
            command,
            status,
            code,
            text,
            ...(ownCode.has(name) ? { keepsCode: true } : {}),
          },
  );
  try {
    await moves.command(command, status === 'OK');
  } catch {
    // NO and BAD are what was asked for; the notifier shows them.
  } finally {
    raised.cancel();
  }
}

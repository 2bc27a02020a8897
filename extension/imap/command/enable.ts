import type { Response } from '../grammar/types.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { signedIn, type Command } from './command.ts';

/** ENABLE (RFC 9051 §6.3.1, RFC 5161): gives what the server says is enabled now, which may be less than was asked for. */
export function enable(extensions: readonly string[]): Command<readonly string[]> {
  const enabled = new Set<string>();
  let answered = false;
  return {
    name: 'ENABLE',
    // In a selected mailbox only what RFC 5161 §3.1 does not exclude; the server says so.
    states: signedIn,
    kinds: ['enabled'],
    capability: 'ENABLE',
    // What is enabled changes how later octets are read, in both directions.
    barrier: true,
    write(out: CommandWriter): void {
      for (const extension of extensions) out.sp().atom(extension);
    },
    take(response: Response): boolean {
      if (response.type !== 'enabled') return false;
      answered = true;
      for (const name of response.capabilities) enabled.add(name.toUpperCase());
      return true;
    },
    answer: { words: ['ENABLED'], came: () => answered, absent: 'missing-enabled' },
    finish: () => [...enabled],
  };
}

import { Id } from '../command/id.ts';
import type { Select } from '../command/select.ts';
import { ImapError } from '../errors.ts';
import type { Connection } from '../session/connection.ts';
import type { CommandOptions } from './api.ts';
import { ourName } from './introduce.ts';

/** Selects; where the server wants to know first who asks (RFC 2971), that is told, and it is asked once more. */
export async function selectNamed(
  connection: Connection,
  make: () => Select,
  options: CommandOptions,
  first: Promise<void> | null = null,
): Promise<Select> {
  const select = make();
  try {
    await (first ?? connection.run(select, options));
    return select;
  } catch (error) {
    if (!wantsName(connection, error)) throw error;
    connection.engine.quirks.report('id-before-select');
    await connection.run(new Id(ourName), options);
    const again = make();
    await connection.run(again, options);
    return again;
  }
}

/** As Coremail says it: "Select Unsafe Login. Please contact …". */
function wantsName({ engine }: Connection, error: unknown): boolean {
  if (!(error instanceof ImapError) || error.detail.kind !== 'refused' || !engine.view.abilities.has('ID'))
    return false;
  return error.detail.status.kind === 'NO' && /\bunsafe login\b/i.test(error.detail.status.text);
}

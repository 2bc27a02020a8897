import { ImapError } from '../errors.ts';

/** The caller of a command has gone. Apart, so that a stream of rows needs no connection's code. */
export function aborted(context: { readonly command: string; readonly mailbox: string | null }): ImapError {
  return new ImapError(`${context.command} was cancelled.`, { kind: 'aborted' }, context);
}

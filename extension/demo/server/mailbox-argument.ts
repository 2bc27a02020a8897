import { decodeUtf7, encodeUtf7 } from '../../imap/wire/utf7.ts';
import type { ArgumentReader } from './arguments.ts';
import { no } from './refusal.ts';
import { wireAString } from './wire-text.ts';

/** A mailbox name as people read it. @throws Refusal CANNOT unless it is modified UTF-7 (RFC 3501 §5.1.3). */
export function mailboxArgument(args: ArgumentReader): string {
  const wire = args.astring();
  const path = decodeUtf7(wire);
  if (encodeUtf7(path) !== wire) throw no('CANNOT', 'That mailbox name is not modified UTF-7');
  return path;
}

export function wireMailbox(path: string): string {
  return wireAString(encodeUtf7(path));
}

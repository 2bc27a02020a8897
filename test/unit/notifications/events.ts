import type { CommandInfo, StatusEvent } from '../../../extension/imap/client/api.ts';
import { bareCodes } from '../../../extension/imap/grammar/code.ts';
import type { ResponseCode } from '../../../extension/imap/grammar/code.ts';
import type { StatusKind } from '../../../extension/imap/grammar/types.ts';

/** A command as the engine names it. */
export function command(origin: CommandInfo['origin'], name = 'COPY'): CommandInfo {
  return { name, tag: 'a1', origin, mailbox: null };
}

/** A code by name; where the grammar wants a payload, a plausible one. */
export function codeOf(name: string): ResponseCode {
  const bare = bareCodes.find((candidate) => candidate === name);
  if (bare !== undefined) return { name: bare };
  switch (name) {
    case 'APPENDUID':
      return { name, uidValidity: 38505, uids: [] };
    case 'COPYUID':
      return { name, uidValidity: 38505, source: [], destination: [] };
    case 'BADCHARSET':
      return { name, charsets: [] };
    case 'CAPABILITY':
      return { name, capabilities: ['IMAP4rev2'] };
    case 'PERMANENTFLAGS':
      return { name, flags: ['\\Seen'] };
    case 'UIDNEXT':
    case 'UIDVALIDITY':
    case 'UNSEEN':
      return { name, value: 12 };
    default:
      return { name: 'other', code: name, args: null };
  }
}

/** An untagged status response on a protected connection, outside any command, unless told otherwise. */
export function event(
  kind: StatusKind,
  code: ResponseCode | null,
  more: Partial<StatusEvent> & { readonly tag?: string; readonly text?: string } = {},
): StatusEvent {
  const { tag, text, ...rest } = more;
  return {
    connection: 1,
    status: { type: 'status', tag: tag ?? null, kind, code, text: text ?? 'Some words' },
    command: null,
    mailbox: null,
    trusted: true,
    greeting: false,
    afterLogout: false,
    traceIndex: 0,
    ...rest,
  };
}

/** The completion of a command. */
export function tagged(
  kind: StatusKind,
  code: ResponseCode | null,
  origin: CommandInfo['origin'],
  more: Partial<StatusEvent> & { readonly text?: string } = {},
): StatusEvent {
  return event(kind, code, { tag: 'a1', command: command(origin), ...more });
}

export function continuation(code: ResponseCode | null, text: string, origin: CommandInfo['origin']): StatusEvent {
  return { ...event('OK', null), status: { type: 'continuation', code, text }, command: command(origin) };
}

import type { Response } from '../grammar/types.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { signedIn, type Command } from './command.ts';

/** Mailbox (wire name) → entry → attribute → value. */
export type Annotations = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, string | null>>>;

const common = { states: signedIn, kinds: ['metadata'], capability: 'ANNOTATEMORE' } as const;

/** GETANNOTATION of ANNOTATEMORE (draft-daboo-imap-annotatemore-08 §5.2), the forerunner of GETMETADATA. Names may hold wildcards. */
export function getAnnotation(mailbox: MailboxName, entry: string, attribute: string): Command<Annotations> {
  const found = new Map<string, ReadonlyMap<string, ReadonlyMap<string, string | null>>>();
  return {
    ...common,
    name: 'GETANNOTATION',
    mailbox,
    write: (out) => void out.sp().mailbox(mailbox).sp().string(entry).sp().string(attribute),
    take(response: Response): boolean {
      if (response.type !== 'annotation') return false;
      found.set(response.name.wire, new Map([...(found.get(response.name.wire) ?? []), ...response.entries]));
      return true;
    },
    answer: { words: ['ANNOTATION'], came: () => found.size > 0, absent: 'nothing', inParts: true },
    finish: () => found,
  };
}

/** SETANNOTATION (draft-daboo-imap-annotatemore-08 §5.1): attribute → value, null removes. */
export function setAnnotation(
  mailbox: MailboxName,
  entry: string,
  values: ReadonlyMap<string, string | null>,
): Command<void> {
  return {
    ...common,
    name: 'SETANNOTATION',
    mailbox,
    write(out: CommandWriter): void {
      out.sp().mailbox(mailbox).sp().string(entry).text(' (');
      [...values].forEach(([attribute, value], index) => {
        if (index > 0) out.sp();
        out.string(attribute).sp().nstring(value);
      });
      out.text(')');
    },
    finish: () => undefined,
  };
}

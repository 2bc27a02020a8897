import type { ArgumentReader } from './arguments.ts';
import type { CommandContext } from './context.ts';
import { bad, no, type Completion } from './refusal.ts';
import { searchKeys } from './search-keys.ts';
import { selectedView } from './selected.ts';
import type { ViewedMessage } from './selected-view.ts';
import { formatNumbers } from './sequence.ts';
import { wireString } from './wire-text.ts';

const returnOptions = ['MIN', 'MAX', 'COUNT', 'ALL'];

/** SEARCH and UID SEARCH; with RETURN the answer is ESEARCH (RFC 4731), with MODSEQ it tells the highest one (RFC 7162 §3.1.5). */
export function searchCommand(context: CommandContext, args: ArgumentReader, byUid: boolean): Completion {
  const view = selectedView(context);
  args.space();
  let wanted: readonly string[] | null = null;
  if (args.take('RETURN ')) {
    wanted = args.list(() => args.word());
    if (wanted.some((option) => !returnOptions.includes(option))) throw bad('Unknown RETURN option');
    if (wanted.length === 0) wanted = ['ALL'];
    args.space();
  }
  if (args.take('CHARSET ')) {
    const charset = args.astring().toUpperCase();
    if (charset !== 'UTF-8' && charset !== 'US-ASCII')
      throw no('BADCHARSET (US-ASCII UTF-8)', 'Search text is read as US-ASCII or UTF-8');
    args.space();
  }
  let modSeq = false;
  const matches = searchKeys(args, { view, usesModSeq: () => (modSeq = true) });
  args.end();
  if (modSeq) context.useCondstore();
  const found = view.all.filter((viewed) => !viewed.message.expunged && matches(viewed));
  const numbers = found.map(({ seq, message }) => (byUid ? message.uid : seq));
  if (wanted === null) {
    const highest = modSeq && found.length > 0 ? ` (MODSEQ ${highestModSeq(found)})` : '';
    context.untagged(`SEARCH${numbers.map((n) => ` ${n}`).join('')}${highest}`);
  } else context.untagged(extended(context, wanted, found, numbers, byUid, modSeq));
  return { text: 'SEARCH done' };
}

function extended(
  context: CommandContext,
  wanted: readonly string[],
  found: readonly ViewedMessage[],
  numbers: readonly number[],
  byUid: boolean,
  modSeq: boolean,
): string {
  const data = [`ESEARCH (TAG ${wireString(context.tag)})`];
  if (byUid) data.push('UID');
  const min = numbers[0];
  const max = numbers.at(-1);
  if (min !== undefined && max !== undefined) {
    if (wanted.includes('MIN')) data.push(`MIN ${min}`);
    if (wanted.includes('MAX')) data.push(`MAX ${max}`);
    if (wanted.includes('ALL')) data.push(`ALL ${formatNumbers(numbers)}`);
  }
  if (wanted.includes('COUNT')) data.push(`COUNT ${numbers.length}`);
  if (modSeq && found.length > 0) data.push(`MODSEQ ${highestModSeq(concerned(wanted, found))}`);
  return data.join(' ');
}

/** MODSEQ of an ESEARCH is that of what is returned: only the ends when only MIN and MAX were wanted (RFC 7162 §3.1.10). */
function concerned(wanted: readonly string[], found: readonly ViewedMessage[]): readonly ViewedMessage[] {
  if (wanted.includes('ALL') || wanted.includes('COUNT')) return found;
  return found.filter(
    (_, i) => (wanted.includes('MIN') && i === 0) || (wanted.includes('MAX') && i === found.length - 1),
  );
}

function highestModSeq(found: readonly ViewedMessage[]): bigint {
  return found.reduce((highest, { message }) => (message.modSeq > highest ? message.modSeq : highest), 0n);
}

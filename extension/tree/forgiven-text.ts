import type { UsedQuirk } from '../imap/grammar/quirk-counter.ts';
import { explainQuirk } from '../imap/grammar/quirks.ts';
import type { Translate } from '../translate.ts';

const mostLines = 8;

/** What a server was forgiven, for the tooltip of its account: a line for each deviation in the order given, the last one for the rest. */
export function forgivenText(used: readonly UsedQuirk[], translate: Translate): string {
  const lines = used.slice(0, mostLines).map(({ id, count }) => {
    const why = explainQuirk(id)?.why ?? '';
    return count === 1
      ? translate('tolerated: {0}, once. {1}', id, why)
      : translate('tolerated: {0}, {1} times. {2}', id, count, why);
  });
  const more = used.length - lines.length;
  if (more > 0) lines.push(translate('tolerated: {0} other deviations', more));
  return lines.join('\n');
}

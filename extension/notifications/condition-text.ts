import type { Translate } from '../translate.ts';

/** How far a command has come, as a condition: percent, or null where the server gives no numbers (INPROGRESS, RFC 9585 §4). */
export function progressCondition(percent: number | null): string {
  return percent === null ? 'in-progress' : `in-progress ${percent}`;
}

/** A lasting condition in a word or two; empty for those that show in another way (an icon, the connection's state). */
export function conditionText(condition: string, t: Translate): string {
  switch (condition) {
    case 'over-quota':
      return t('over quota');
    case 'corrupt':
      return t('damaged');
    case 'pre-authenticated':
      return t('pre-authenticated');
    case 'throttled':
      return t('throttled');
    default:
      return condition.startsWith('in-progress') ? progressText(condition, t) : '';
  }
}

/** One line above a message. */
export interface ConditionLine {
  readonly kind: 'info' | 'warning';
  readonly text: string;
}

/** A lasting condition as a sentence above the messages that it concerns; null for what is no condition of theirs. */
export function conditionLine(condition: string, t: Translate): ConditionLine | null {
  switch (condition) {
    case 'disconnected':
      return { kind: 'warning', text: t('Disconnected from the server: what is shown may be out of date.') };
    case 'over-quota':
      return {
        kind: 'warning',
        text: t('The account is over its quota: something has to be deleted before more fits.'),
      };
    case 'corrupt':
      return { kind: 'warning', text: t('The server found this mailbox damaged: what is shown may be incomplete.') };
    case 'malformed-message':
      return {
        kind: 'warning',
        text: t('The server could not make sense of this message: what it tells about it may be wrong.'),
      };
    case 'read-only':
      return { kind: 'info', text: t('This mailbox is open for reading only: changes are not kept.') };
    case 'pre-authenticated':
      return { kind: 'info', text: t('The server began this connection signed in, without asking who is there.') };
    case 'throttled':
      return {
        kind: 'info',
        text: t('The server answers slowly on purpose: this account has used it too much lately.'),
      };
    default:
      return condition.startsWith('in-progress')
        ? { kind: 'info', text: t('The server is at work: {0}', progressText(condition, t)) }
        : null;
  }
}

function progressText(condition: string, t: Translate): string {
  const percent = condition.slice('in-progress '.length);
  return percent === '' ? t('working…') : t('{0} % done', percent);
}

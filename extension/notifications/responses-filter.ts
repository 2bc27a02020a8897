import type { Translate } from '../translate.ts';
import type { ResponseRecord } from './responses-list.ts';
import { sanitiseText } from './sanitise-text.ts';

/** What of the Server Responses list is shown; a facet that is null lets everything through. */
export interface ResponseFilter {
  /** Stands anywhere in text, code, command or mailbox, in any case. */
  readonly text: string | null;
  readonly account: string | null;
  readonly code: string | null;
  /** `warnings` are warnings and all that is worse. */
  readonly severity: 'errors' | 'warnings' | null;
}

export const noFilter: ResponseFilter = { text: null, account: null, code: null, severity: null };

export function isFiltering(filter: ResponseFilter): boolean {
  return Object.values(filter).some((facet) => facet !== null);
}

/** Whether a response is shown. Pure. */
export function passes(record: ResponseRecord, { text, account, code, severity }: ResponseFilter): boolean {
  if (account !== null && record.account !== account) return false;
  if (code !== null && record.code !== code && !record.codes.includes(code)) return false;
  if (severity !== null) {
    const bad = record.severity === 'error' || record.severity === 'alert';
    if (!bad && !(severity === 'warnings' && record.severity === 'warning')) return false;
  }
  if (text === null) return true;
  const words = [record.text, record.status, record.code, ...record.codes, record.command ?? '', record.mailbox ?? ''];
  return words.some((one) => one.toLowerCase().includes(text.toLowerCase()));
}

/** The filter in words, as `errors · Work · OVERQUOTA · “quota”`. */
export function filterText({ text, code, severity }: ResponseFilter, account: string | null, t: Translate): string {
  return [
    severity === null ? null : severity === 'errors' ? t('errors only') : t('warnings and errors'),
    account,
    code,
    text === null ? null : `“${sanitiseText(text, 40).text}”`,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

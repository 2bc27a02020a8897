import { code } from './entry.ts';
import type { CodeEntry } from './entry.ts';

/** Searching, sorting and being notified. */
export const search: readonly CodeEntry[] = [
  code({
    name: 'BADCHARSET',
    aliases: ['BAD_CHARSET'],
    meaning: 'The search was written in a character set that the server does not know; it may list those that it does.',
    sentIn: ['NO to SEARCH, SORT or THREAD'],
    severity: 'error',
    payload: 'the charsets that it knows, in parentheses; may be absent',
    example: 'a1 NO [BADCHARSET (US-ASCII UTF-8)] KOI8-R is not supported',
  }),
  code({
    name: 'NOTSAVED',
    rfc: 'RFC 5182',
    section: '2.5',
    meaning: 'The server would not remember the result of the search, so `$` is empty.',
    sentIn: ['NO to SEARCH with RETURN (SAVE)'],
    severity: 'warning',
    example: 'a1 NO [NOTSAVED] Too many results to save',
  }),
  code({
    name: 'BADCOMPARATOR',
    rfc: 'RFC 5255',
    section: '4.9',
    meaning: 'The server knows none of the ways of comparing text that were asked for.',
    sentIn: ['NO to COMPARATOR, SEARCH or SORT'],
    severity: 'error',
    payload: 'some servers name the comparator',
    example: 'a1 NO [BADCOMPARATOR] No such comparator',
  }),
  code({
    name: 'UNDEFINED-FILTER',
    rfc: 'RFC 5466',
    section: '3.1',
    meaning: 'The search names a stored filter that does not exist.',
    sentIn: ['NO to SEARCH with FILTER'],
    severity: 'error',
    payload: 'the name of the filter',
    example: 'a1 NO [UNDEFINED-FILTER only-today] No such filter',
  }),
  code({
    name: 'NOUPDATE',
    rfc: 'RFC 5267',
    section: '4.3.1',
    meaning: 'The result of this search will not be kept up to date by the server; it has to be asked again.',
    sentIn: ['untagged NO during SEARCH or SORT with UPDATE'],
    severity: 'quiet',
    payload: 'the tag of the search, quoted',
    example: '* NO [NOUPDATE "a1"] Too many contexts',
  }),
  code({
    name: 'NOTIFICATIONOVERFLOW',
    rfc: 'RFC 5465',
    section: '5.8',
    meaning:
      'Too much is happening for the server to report; it has stopped notifying, so the client has to look for itself.',
    sentIn: ['untagged OK after NOTIFY', 'NO to NOTIFY'],
    severity: 'quiet',
    example: '* OK [NOTIFICATIONOVERFLOW] Notifications are off from now on',
  }),
  code({
    name: 'BADEVENT',
    rfc: 'RFC 5465',
    section: '3.1',
    meaning: 'The server does not report one of the events asked for; those that it does are listed.',
    sentIn: ['NO to NOTIFY'],
    severity: 'quiet',
    payload: 'the events that it reports, in parentheses',
    example: 'a1 NO [BADEVENT (MessageNew MessageExpunge)] Some events are not supported',
  }),
];

import { code } from './entry.ts';
import type { CodeEntry } from './entry.ts';

/** Messages: stored, copied, changed, removed, read. */
export const message: readonly CodeEntry[] = [
  code({
    name: 'APPENDUID',
    meaning:
      'The UID that the stored message got, and the UIDVALIDITY under which it holds; a set where several were stored at once.',
    sentIn: ['OK to APPEND'],
    severity: 'quiet',
    payload: 'UIDVALIDITY, then a UID or a UID set',
    example: 'a1 OK [APPENDUID 38505 3955] APPEND completed',
  }),
  code({
    name: 'COPYUID',
    meaning:
      'Which UIDs the copied messages had and which they got, in the same order, with the UIDVALIDITY of the target.',
    sentIn: ['OK to COPY', 'untagged OK during MOVE'],
    severity: 'quiet',
    payload: 'UIDVALIDITY, then the source and the destination UID set',
    example: 'a1 OK [COPYUID 38505 304,319:320 3956:3958] Done',
  }),
  code({
    name: 'EXPUNGEISSUED',
    meaning: 'Someone else has removed messages from this mailbox, so its list is out of date. NOOP brings the news.',
    sentIn: ['OK or NO to FETCH, STORE, SEARCH, COPY'],
    severity: 'quiet',
    example: 'a1 OK [EXPUNGEISSUED] Search completed',
  }),
  code({
    name: 'MODIFIED',
    rfc: 'RFC 7162',
    section: '3.1.3',
    meaning:
      'A change was to be made only if nobody else had changed the message meanwhile; for the messages listed somebody had, and they were left as they are.',
    sentIn: ['OK or NO to a conditional STORE'],
    severity: 'warning',
    payload: 'a set of sequence numbers, or of UIDs for UID STORE',
    example: 'a1 OK [MODIFIED 7,9] Conditional STORE failed',
  }),
  code({
    name: 'PARSE',
    meaning:
      'The server could not make sense of the header or the MIME structure of a message, so what it tells about it may be wrong.',
    sentIn: ['untagged OK or NO during FETCH', 'completion of FETCH or SEARCH'],
    severity: 'warning',
    example: '* OK [PARSE] Header of the message is malformed',
  }),
  code({
    name: 'UNKNOWN-CTE',
    rfc: 'RFC 3516',
    section: '4.3',
    meaning:
      'The server cannot decode this part, because it does not know the transfer encoding that the message names.',
    sentIn: ['NO to FETCH of BINARY', 'NO to APPEND of a literal8'],
    severity: 'warning',
    example: 'a1 NO [UNKNOWN-CTE] Unknown Content-Transfer-Encoding',
  }),
  code({
    name: 'BADURL',
    rfc: 'RFC 4469',
    section: '4.1',
    meaning: 'A message was to be put together from parts on the server, and the part named here could not be had.',
    sentIn: ['NO to APPEND with CATENATE'],
    severity: 'error',
    payload: 'the first URL that failed, verbatim',
    example: 'a1 NO [BADURL "/INBOX;UIDVALIDITY=785799047/;UID=113330;section=1.5.9"] CATENATE append has failed',
  }),
  code({
    name: 'TOOBIG',
    rfc: 'RFC 4469',
    section: '4.2',
    meaning: 'The message would be larger than the server takes.',
    sentIn: ['NO to APPEND'],
    severity: 'error',
    example: 'a1 NO [TOOBIG] Resulting message is too big',
  }),
  code({
    name: 'ANNOTATE',
    rfc: 'RFC 5257',
    section: '4.5',
    meaning: 'A note on a message was not kept: it is too big, or the message has too many already.',
    sentIn: ['NO to STORE or APPEND of an annotation'],
    severity: 'error',
    payload: '`TOOBIG` or `TOOMANY`',
    example: 'a1 NO [ANNOTATE TOOBIG] Annotation value is too big',
  }),
  code({
    name: 'ANNOTATIONS',
    rfc: 'RFC 5257',
    section: '4.1',
    meaning:
      'How far this mailbox takes notes on messages: not at all, for reading only, or up to a size; and whether private ones.',
    sentIn: ['untagged OK during SELECT or EXAMINE'],
    severity: 'quiet',
    payload: '`NONE`, `READ-ONLY` or the largest size in octets; then `NOPRIVATE` if private ones are not kept',
    example: '* OK [ANNOTATIONS 20480 NOPRIVATE] Annotations supported',
  }),
  code({
    name: 'TEMPFAIL',
    rfc: 'RFC 5259',
    section: '9',
    meaning: 'The conversion of a message part failed for the moment; it may work later.',
    sentIn: ['NO to CONVERT'],
    severity: 'warning',
    example: 'a1 NO [TEMPFAIL] All conversions failed',
  }),
];

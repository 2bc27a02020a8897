import { adviceOf, type CodeAdvice } from '../../imap/retry-advice.ts';

/** How much a code matters when nothing else is known about the line that carries it. */
export type Severity = 'quiet' | 'info' | 'warning' | 'error' | 'alert';

/** Whether the same command may be sent again; `none` where nothing failed. */
export type Retry = CodeAdvice;

/** What is known about one response code, status or class of responses. Data only; how it surfaces is the policy's business. */
export interface CodeEntry {
  /** Upper case, as on the wire. */
  readonly name: string;
  /** `class` sorts responses that carry no code of their own: those with none known, and those nobody asked for. */
  readonly kind: 'status' | 'code' | 'class';
  /** `RFC 9051`; null for what a vendor brought. */
  readonly rfc: string | null;
  /** Section of that RFC, as `7.1`. */
  readonly section: string | null;
  /** Who sends it, where no RFC defines it. */
  readonly vendor: string | null;
  /** Other spellings under which `lookup` finds it. */
  readonly aliases: readonly string[];
  /** One or two sentences, in our own words. */
  readonly meaning: string;
  /** Where or when a server may send it. */
  readonly sentIn: readonly string[];
  readonly severity: Severity;
  readonly retry: Retry;
  /** What follows the name inside the brackets; null when nothing does. */
  readonly payload: string | null;
  /** One line as a server would send it, without CRLF. A tagged one carries the tag `a1`. */
  readonly example: string;
}

type Given = Pick<CodeEntry, 'name' | 'meaning' | 'sentIn' | 'severity' | 'example'> &
  Partial<Omit<CodeEntry, 'retry'>>;

/** A code with what most of them have in common: RFC 9051 §7.1, no payload; the core knows whether its command may be sent again. */
export function code(given: Given): CodeEntry {
  const usual = { kind: 'code', rfc: 'RFC 9051', section: '7.1', vendor: null, aliases: [], payload: null } as const;
  return { ...usual, ...given, retry: adviceOf(given.name) };
}

/** `RFC 9051 §7.1`, or the vendor where no RFC defines the code. */
export function source(entry: CodeEntry): string {
  if (entry.rfc === null) return entry.vendor ?? '';
  return entry.section === null ? entry.rfc : `${entry.rfc} §${entry.section}`;
}

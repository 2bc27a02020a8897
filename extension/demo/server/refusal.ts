/** How a command ends well: the optional response code, without brackets, and the text for people. */
export interface Completion {
  readonly code?: string;
  readonly text: string;
}

/** Ends the running command with NO or BAD (RFC 9051 §7.1.2, §7.1.3). */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: 'NO' | 'BAD';
  /** Response code without brackets, or null. */
  readonly code: string | null;

  constructor(status: 'NO' | 'BAD', code: string | null, text: string) {
    super(text);
    this.status = status;
    this.code = code;
  }
}

export function no(code: string | null, text: string): Refusal {
  return new Refusal('NO', code, text);
}

export function bad(text: string, code: string | null = null): Refusal {
  return new Refusal('BAD', code, text);
}

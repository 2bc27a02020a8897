import type { Response } from '../grammar/types.ts';
import { anyState, type Command } from './command.ts';

/** CAPABILITY (RFC 9051 §6.1.1). The list itself goes into the session view, however it comes. */
export class Capability implements Command<void> {
  readonly name = 'CAPABILITY';
  readonly states = anyState;
  readonly kinds = ['capability'] as const;

  write(): void {
    // The name is all there is.
  }

  take(response: Response): boolean {
    return response.type === 'capability';
  }

  finish(): void {
    // Nothing beside the list.
  }
}

import type { Command, ContinuationReply } from './command.ts';

/** STARTTLS (RFC 9051 §6.2.1). */
export class StartTls implements Command<void> {
  readonly name = 'STARTTLS';
  readonly states = ['not-authenticated'] as const;
  readonly barrier = true;
  readonly effect = 'starts-tls';
  readonly kinds = [];

  write(): void {
    // The name is all there is.
  }

  continuation(_text: string, reply: ContinuationReply): void {
    reply.abort('the server asked to go on where it had to say yes or no to STARTTLS');
  }

  finish(): void {
    // The engine stops reading; the caller wraps the transport.
  }
}

import type { TestUser } from './dovecot.ts';

export type ServerName = 'dovecot' | 'cyrus' | 'courier';

/** A private IMAP server of the tests, whichever it is. */
export interface ImapServer {
  readonly name: ServerName;
  readonly host: string;
  /** Plain text and STARTTLS. */
  readonly port: number;
  /** TLS from the first byte. */
  readonly tlsPort: number;
  /** The private CA to trust, PEM. */
  readonly ca: string;
  /** Folder of the CA and its key. */
  readonly tlsDir: string;
  /** What stands before the name of every mailbox but INBOX. */
  readonly prefix: string;
  readonly delimiter: string;
  /** A user with empty mail, new on every call. */
  user(): Promise<TestUser>;
  stop(): Promise<void>;
}

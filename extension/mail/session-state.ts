import type { CloseReason } from '../imap/errors.ts';

/** Where an account stands, as tree and status show it. */
export type SessionState =
  | { readonly kind: 'offline' }
  | { readonly kind: 'connecting' }
  /** `limited`: the server allows no more connections than these, in its own words (untrusted); some things then wait for others. */
  | { readonly kind: 'online'; readonly limited?: { readonly connections: number; readonly text: string } }
  /** The server refused the credentials, or there are none: only the person can go on. */
  | { readonly kind: 'needs-password'; readonly text: string }
  /** Not reachable; `retryAt` (ms epoch) tells when it is tried again by itself, null when it waits for the person. */
  | { readonly kind: 'failed'; readonly error: unknown; readonly retryAt: number | null }
  /** Was online and lost the connection. */
  | { readonly kind: 'lost'; readonly reason: CloseReason; readonly retryAt: number };

import type { AccountRegistry } from './account-registry.ts';
import type { CertificateFacts } from './certificate-facts.ts';
import type { Suggestion } from './discovery.ts';
import type { Account } from './model.ts';
import type { QuickUi } from './quick-ui.ts';
import type { TestOutcome } from './test-connection.ts';
import type { Translate } from '../translate.ts';

export interface Choice<T> {
  readonly label: string;
  readonly value: T;
  /** Takes the place of the Cancel button that a dialog has otherwise; first, it is also what Enter takes. */
  readonly dismisses?: boolean;
}

/** A dialog that stops everything until it is answered. */
export interface Question<T> {
  readonly severity: 'error' | 'warning';
  readonly title: string;
  readonly detail: string;
  readonly choices: readonly Choice<T>[];
}

/** The window and the network, as the account commands see them; in tests both are played. */
export interface AccountPorts {
  readonly registry: AccountRegistry;
  readonly ui: QuickUi;
  readonly t: Translate;
  /** Null when dismissed. */
  ask<T>(question: Question<T>): Promise<T | null>;
  tell(severity: 'information' | 'warning' | 'error', message: string): void;
  /** With progress and a way to cancel in the window. */
  test(account: Account, password: string, proxyPassword?: string): Promise<TestOutcome>;
  /** Never rejects. */
  readonly discover: (domain: string) => Promise<Suggestion | null>;
  fetchCertificate(account: Account, proxyPassword?: string): Promise<CertificateFacts | null>;
}

import type { AccountId } from '../mail/model.ts';
import type { ProxyAddress } from './proxy-address.ts';

export type Security = 'tls' | 'starttls' | 'none';

/** An account without its secret: this is all that settings and state ever hold. */
export interface Account {
  readonly id: AccountId;
  /** Shown in the tree; the address unless renamed. */
  readonly label: string;
  readonly address: string;
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  readonly user: string;
  /** SHA-256 fingerprint (`AA:BB:…`) trusted by an explicit choice of the person in place of a CA. */
  readonly pinnedFingerprint?: string;
  /** PEM file with the CA to trust for this account. */
  readonly caFile?: string;
  /** Connections are led through it; its password is in the secret store. */
  readonly proxy?: ProxyAddress;
}

/** Where a secret is kept; the account's tooltip says which. */
export type SecretPlace = 'keychain' | 'secret-storage';

export interface SecretStore {
  /** Null when there is none. */
  get(account: AccountId): Promise<string | null>;
  /** Tells where it went. */
  set(account: AccountId, secret: string): Promise<SecretPlace>;
  delete(account: AccountId): Promise<void>;
  place(account: AccountId): Promise<SecretPlace | null>;
}

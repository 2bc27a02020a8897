import type { AccountId } from '../../mail/model.ts';

/** One place that keeps secrets. Every method rejects with `PlaceUnavailableError` when the place cannot be used now. */
export interface SecretPlacePort {
  get(account: AccountId): Promise<string | null>;
  set(account: AccountId, secret: string): Promise<void>;
  /** Nothing there is no error. */
  delete(account: AccountId): Promise<void>;
}

/** The place does not answer, is locked or does not exist on this machine. `message` is plain and holds no secret. */
export class PlaceUnavailableError extends Error {
  override readonly name = 'PlaceUnavailableError';
}

import assert from 'node:assert/strict';
import { ImapError, type ImapErrorDetail } from '../../../extension/imap/errors.ts';

/** The ImapError that a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<ImapError> {
  const error = await promise.then(
    () => assert.fail('It should have failed.'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ImapError, String(error));
  return error;
}

/** The detail of the ImapError that a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<ImapErrorDetail> {
  return (await rejection(promise)).detail;
}

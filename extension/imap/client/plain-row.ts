import type { FetchResponse } from '../grammar/types.ts';

/** Every property, so that a new one is not forgotten. */
const keys: Readonly<Record<keyof FetchResponse, true>> = {
  type: true,
  seq: true,
  uid: true,
  flags: true,
  internalDate: true,
  internalDateZone: true,
  size: true,
  modSeq: true,
  emailId: true,
  threadId: true,
  preview: true,
  saveDate: true,
  gmailMessageId: true,
  gmailThreadId: true,
  gmailLabels: true,
  binarySizes: true,
  envelope: true,
  bodyStructure: true,
  sections: true,
  unknown: true,
};
const names = Object.keys(keys) as readonly (keyof FetchResponse)[];

/** A row with all that is read on access, as data that a structured clone keeps. */
export function plainRow(row: FetchResponse): Readonly<Record<string, unknown>> {
  const plain: Record<string, unknown> = {};
  for (const name of names) {
    const value = row[name];
    if (value !== undefined) plain[name] = value;
  }
  return plain;
}

import type { Capabilities } from '../client/api.ts';
import { anyState, signedIn, type SessionState } from './command.ts';

interface Needs {
  readonly states: readonly SessionState[];
  /** One of them suffices. */
  readonly capabilities?: readonly string[];
}

const selected: readonly SessionState[] = ['selected'];
const inMailbox: Needs = { states: selected };
const withAcl: Needs = { states: signedIn, capabilities: ['ACL'] };
const withQuota: Needs = { states: signedIn, capabilities: ['QUOTA'] };
const withMetadata: Needs = { states: signedIn, capabilities: ['METADATA', 'METADATA-SERVER'] };
const withAnnotateMore: Needs = { states: signedIn, capabilities: ['ANNOTATEMORE'] };
const withUrlAuth: Needs = { states: signedIn, capabilities: ['URLAUTH'] };
const onMailboxes: Needs = { states: signedIn };

/** What commands need that are sent by their name; others go out in any state, for nobody here knows them. */
const known: ReadonlyMap<string, Needs> = new Map([
  ...['FETCH', 'STORE', 'COPY', 'SEARCH', 'EXPUNGE', 'CHECK', 'PARTIAL'].map((name): [string, Needs] => [
    name,
    inMailbox,
  ]),
  ...['CREATE', 'DELETE', 'RENAME', 'SUBSCRIBE', 'UNSUBSCRIBE', 'LIST', 'LSUB', 'STATUS', 'APPEND'].map(
    (name): [string, Needs] => [name, onMailboxes],
  ),
  ...['GETACL', 'SETACL', 'DELETEACL', 'LISTRIGHTS', 'MYRIGHTS'].map((name): [string, Needs] => [name, withAcl]),
  ...['GETQUOTA', 'SETQUOTA', 'GETQUOTAROOT'].map((name): [string, Needs] => [name, withQuota]),
  ...['GETMETADATA', 'SETMETADATA'].map((name): [string, Needs] => [name, withMetadata]),
  ...['GETANNOTATION', 'SETANNOTATION'].map((name): [string, Needs] => [name, withAnnotateMore]),
  ['THREAD', { states: selected, capabilities: ['THREAD=REFERENCES', 'THREAD=ORDEREDSUBJECT', 'THREAD=REFS'] }],
  // Without UID it is as old as IMAP.
  ['UID EXPUNGE', { states: selected, capabilities: ['UIDPLUS'] }],
  ['SORT', { states: selected, capabilities: ['SORT'] }],
  ['MOVE', { states: selected, capabilities: ['MOVE'] }],
  ['ENABLE', { states: signedIn, capabilities: ['ENABLE'] }],
  ['NAMESPACE', { states: signedIn, capabilities: ['NAMESPACE'] }],
  ['ID', { states: anyState, capabilities: ['ID'] }],
  ...['GENURLAUTH', 'RESETKEY', 'URLFETCH'].map((name): [string, Needs] => [name, withUrlAuth]),
]);

/** States in which a command may be sent; `UID x` as `x`. */
export function statesOf(name: string): readonly SessionState[] {
  return needsOf(name)?.states ?? anyState;
}

/** A capability that the command needs and the server lacks, or null. */
export function missingCapability(name: string, capabilities: Capabilities): string | null {
  const needed = needsOf(name)?.capabilities;
  if (needed === undefined || needed.some((one) => capabilities.has(one))) return null;
  return needed[0] ?? null;
}

function needsOf(name: string): Needs | undefined {
  return known.get(name) ?? known.get(name.replace(/^UID /, ''));
}

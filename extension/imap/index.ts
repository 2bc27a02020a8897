/** The IMAP core on its own: what scripts, benches and other programs may use. */
export { connectImap as connect } from './client/connect.ts';
export type {
  Capabilities,
  CommandArgument,
  CommandOptions,
  CommandOutcome,
  ConnectOptions,
  Credentials,
  Disposable,
  FetchedMessage,
  FetchItem,
  FetchMacro,
  ListedMailbox,
  ListOptions,
  MailboxEvent,
  SectionOptions,
  StatusEvent,
  StatusItem,
  UidSet,
} from './client/api.ts';
export type { Client } from './client/client.ts';
export type { Mailbox, StoreOptions, Values } from './client/mailbox.ts';
export type { IdleNews } from './client/idle-backlog.ts';
export type { Idling, IdleOutcome } from './client/idling.ts';
export type {
  Found,
  FindOptions,
  FollowedChange,
  Following,
  Sorted,
  SortOptions,
  ThreadOptions,
} from './client/finding.ts';
export type { KnownMailbox, MailboxChanges, Resumption } from './client/known-mailbox.ts';
export type { ResumeOptions } from './client/resynchronise.ts';
export { backoffMs } from './client/backoff.ts';
export { followCounts, type CountsListener } from './client/follow-counts.ts';
export { keepMailbox, type KeepOptions, type KeptEvent } from './client/keep-mailbox.ts';
export { AppendJob, type AppendJobOptions, type AppendState, type KeptMessage } from './client/append-job.ts';
export {
  TransferJob,
  type TransferJobOptions,
  type TransferRequest,
  type TransferState,
} from './client/transfer-job.ts';
export { oneConnection, type MailboxAccess } from './client/mailbox-access.ts';
export { persist, type PersistOptions } from './client/persist.ts';
export { systemClock, type Clock } from './session/clock.ts';
export type { MoveResult } from './client/messages.ts';
export type { CreateOptions, MailboxCommands } from './client/mailboxes.ts';
export type { Administration } from './client/administration.ts';
export type { SessionCommands } from './client/session-commands.ts';
export type { MailboxRef } from './client/mailbox-ref.ts';
export { ConnectionPool, type PoolOptions, type Lease } from './client/connection-pool.ts';
export * from './client/constants.ts';
export * from './client/helpers.ts';
export { ImapError } from './errors.ts';
export type { CloseReason, ImapErrorDetail, OAuthRefusal, ProxyProblem, RetryAdvice, TlsProblem } from './errors.ts';
export type { AppendResult, CatenatePart, MessageContent, NewMessage } from './command/append.ts';
export type { CopyResult } from './command/copy.ts';
export type { Annotations } from './command/annotation.ts';
export type { Comparator } from './command/language.ts';
export type { MetadataOptions, MetadataResult } from './command/metadata.ts';
export type { MailboxFilter, MailboxResult } from './command/multi-search.ts';
export type { Namespaces } from './command/namespace.ts';
export type { NewMessages, NotifyEvent, NotifyGroup } from './command/notify.ts';
export type { Quota } from './command/quota.ts';
export type { GrantableRights } from './command/rights.ts';
export type { CriteriaItem, SearchCriteria, SearchInput, SearchQuery } from './command/search-query.ts';
export type { KnownState, SelectParameters } from './command/select.ts';
export type { SortCriterion, SortKey } from './command/sort.ts';
export type { StoreRequest, StoreResult } from './command/store.ts';
export type { ThreadAlgorithm } from './command/thread.ts';
export type { ResponseCode } from './grammar/code.ts';
export { explainQuirk } from './grammar/quirks.ts';
export type { UsedQuirk } from './grammar/quirk-counter.ts';
export type { Quirk, QuirkId } from './grammar/quirks.ts';
export type * from './grammar/types.ts';
export type { SaslMechanism } from './auth/mechanism.ts';
export { saslCallable } from './auth/callable.ts';
export type { SaslAnswer, SaslCallableOptions, SaslCallback } from './auth/callable.ts';
export { debugSink } from './trace/debug-sink.ts';
export { printRecord } from './trace/print.ts';
export type { DebugLevel } from './trace/print.ts';
export { TraceRing } from './trace/ring.ts';
export type { TraceEvent, TracePart, TraceRecord, TraceSink } from './trace/record.ts';
export { deflated } from './transport/deflate.ts';
export { memoryPair } from './transport/memory.ts';
export { openProcess } from './transport/process.ts';
export type { ProxyOptions } from './transport/proxy-options.ts';
export { openTcp } from './transport/tcp.ts';
export { openTls } from './transport/tls.ts';
export type { TlsOptions } from './transport/tls-handshake.ts';
export type { Transport, TransportEnd, TransportHandler, TransportSecurity } from './transport/transport.ts';
export { modSeq, uid } from './wire/ids.ts';
export type { ModSeq, SeqNo, Uid } from './wire/ids.ts';
export { inbox, mailboxFromDisplay, mailboxFromWire, sameMailbox } from './wire/mailbox-name.ts';
export type { MailboxName } from './wire/mailbox-name.ts';
export { contains, countNumbers, eachNumber, formatSequenceSet, rangesOf, savedResult } from './wire/sequence-set.ts';
export type { NumberRange } from './wire/sequence-set.ts';
export { scriptedServer, ScriptedServer } from './testing/scripted-server.ts';

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as imap from '../../extension/imap/index.ts';
import { answerSelect, signedIn } from './imap/scripted-server.ts';

/**
 * Python's name → our call. `client.x` and `mailbox.x` must be there at run time; a bare name is an export; `error:x` a kind of
 * ImapError; `option:x` a field of what a call is given, shown by its use in a file of the core.
 */
type Table = Readonly<Record<string, string>>;

const imapclient: Table = {
  IMAPClient: 'connect',
  'IMAPClient(host, port)': 'openTls',
  'IMAPClient(use_uid)': 'uid',
  'IMAPClient(ssl=False)': 'openTcp',
  'IMAPClient(ssl_context)': 'option:clientCertificate',
  'IMAPClient(stream)': 'openProcess',
  'IMAPClient(timeout)': 'option:connectTimeoutMs',
  SocketTimeout: 'option:timeoutMs',
  normalise_times: 'parseInternalDate',
  folder_encode: 'mailboxFromDisplay',
  __exit__: 'client.Symbol.asyncDispose',
  starttls: "option:'starttls'",
  login: 'client.login',
  plain_login: 'client.signIn',
  oauth2_login: 'option:vendor',
  oauthbearer_login: 'client.signIn',
  sasl_login: 'saslCallable',
  logout: 'client.logout',
  shutdown: 'client.destroy',
  socket: 'client.security',
  welcome: 'client.greeting',
  capabilities: 'client.capabilities',
  has_capability: 'client.capabilities',
  enable: 'client.session.enable',
  id_: 'client.id',
  namespace: 'client.mailboxes.namespace',
  noop: 'client.noop',
  idle: 'mailbox.idle',
  idle_check: 'mailbox.watch',
  idle_done: 'mailbox.watch',
  list_folders: 'client.list',
  list_sub_folders: 'client.mailboxes.listSubscribed',
  xlist_folders: 'client.mailboxes.xlist',
  find_special_folder: 'client.mailboxes.findSpecialUse',
  folder_exists: 'client.mailboxes.exists',
  folder_status: 'client.status',
  select_folder: 'client.select',
  close_folder: 'mailbox.closeAndExpunge',
  unselect_folder: 'mailbox.close',
  create_folder: 'client.mailboxes.create',
  rename_folder: 'client.mailboxes.rename',
  delete_folder: 'client.mailboxes.delete',
  subscribe_folder: 'client.mailboxes.subscribe',
  unsubscribe_folder: 'client.mailboxes.unsubscribe',
  search: 'mailbox.find',
  gmail_search: 'option:gmailRaw',
  sort: 'mailbox.sort',
  thread: 'mailbox.thread',
  fetch: 'mailbox.fetch',
  get_flags: 'mailbox.getFlags',
  add_flags: 'mailbox.addFlags',
  remove_flags: 'mailbox.removeFlags',
  set_flags: 'mailbox.setFlags',
  get_gmail_labels: 'mailbox.getLabels',
  add_gmail_labels: 'mailbox.addLabels',
  remove_gmail_labels: 'mailbox.removeLabels',
  set_gmail_labels: 'mailbox.setLabels',
  delete_messages: 'mailbox.markDeleted',
  copy: 'mailbox.copy',
  move: 'mailbox.move',
  append: 'client.mailboxes.append',
  multiappend: 'client.mailboxes.appendAll',
  expunge: 'mailbox.expunge',
  uid_expunge: 'mailbox.expungeUids',
  getacl: 'client.administration.getAcl',
  setacl: 'client.administration.setAcl',
  get_quota: 'client.administration.getQuotaRoot',
  get_quota_root: 'client.administration.getQuotaRoot',
  set_quota: 'client.administration.setQuota',
  Address: 'option:EnvelopeAddress',
  Envelope: 'option:Envelope',
  BodyData: 'option:BodyStructure',
  'SearchIds.modseq': 'option:modSeq',
  Namespace: 'option:Namespaces',
  Quota: 'option:QuotaResource',
  MailboxQuotaRoots: 'option:roots',
  IMAPClientError: 'ImapError',
  AbortError: 'error:closed',
  ReadOnlyError: 'error:illegal-state',
  CapabilityError: 'error:capability',
  IllegalStateError: 'error:illegal-state',
  InvalidCriteriaError: 'error:invalid-argument',
  LoginError: 'error:refused',
  ProtocolError: 'error:malformed-reply',
  'socket.error': 'error:connect',
  'socket.timeout': 'error:timeout',
  SSLError: 'error:tls',
  CertificateError: 'error:tls',
  MockIMAP4: 'scriptedServer',
  TestableIMAPClient: 'ScriptedServer',
  'tls.IMAP4_TLS': 'openTls',
  'IMAP4_TLS.open': 'openTls',
  'IMAP4_TLS.read': 'option:data(chunk',
  'IMAP4_TLS.readline': 'option:data(chunk',
  'IMAP4_TLS.send': 'option:write(chunk',
  'IMAP4_TLS.shutdown': 'option:destroy()',
  DELETED: 'systemFlags',
  SEEN: 'systemFlags',
  ANSWERED: 'systemFlags',
  FLAGGED: 'systemFlags',
  DRAFT: 'systemFlags',
  RECENT: 'systemFlags',
  ALL: 'specialUses',
  ARCHIVE: 'specialUses',
  DRAFTS: 'specialUses',
  JUNK: 'specialUses',
  SENT: 'specialUses',
  TRASH: 'specialUses',
};

const imaplib: Table = {
  IMAP4: 'openTcp',
  IMAP4_SSL: 'openTls',
  IMAP4_stream: 'openProcess',
  error: 'ImapError',
  abort: 'error:closed',
  readonly: "option:'read-only'",
  Internaldate2tuple: 'parseInternalDate',
  Int2AP: 'toLetters',
  ParseFlags: 'parseFlags',
  Time2Internaldate: 'formatInternalDate',
  append: 'client.mailboxes.append',
  authenticate: 'saslCallable',
  check: 'mailbox.check',
  close: 'mailbox.closeAndExpunge',
  copy: 'mailbox.copy',
  create: 'client.mailboxes.create',
  delete: 'client.mailboxes.delete',
  deleteacl: 'client.administration.deleteAcl',
  enable: 'client.session.enable',
  expunge: 'mailbox.expunge',
  fetch: 'mailbox.fetch',
  getacl: 'client.administration.getAcl',
  getannotation: 'client.administration.getAnnotation',
  getquota: 'client.administration.getQuota',
  getquotaroot: 'client.administration.getQuotaRoot',
  list: 'client.list',
  login: 'client.login',
  login_cram_md5: 'option:mechanism',
  logout: 'client.logout',
  lsub: 'client.mailboxes.listSubscribed',
  myrights: 'client.administration.myRights',
  namespace: 'client.mailboxes.namespace',
  noop: 'client.noop',
  open: 'connect',
  partial: 'mailbox.section',
  proxyauth: 'client.session.proxyAuth',
  read: 'option:data(chunk',
  readline: 'option:data(chunk',
  recent: 'mailbox.recent',
  rename: 'client.mailboxes.rename',
  response: 'client.lastCode',
  search: 'mailbox.find',
  select: 'client.select',
  send: 'option:write(chunk',
  setacl: 'client.administration.setAcl',
  setannotation: 'client.administration.setAnnotation',
  setquota: 'client.administration.setQuota',
  shutdown: 'client.destroy',
  socket: 'client.security',
  sort: 'mailbox.sort',
  starttls: "option:'starttls'",
  status: 'client.status',
  store: 'mailbox.storeValues',
  subscribe: 'client.mailboxes.subscribe',
  thread: 'mailbox.thread',
  uid: 'client.command',
  unsubscribe: 'client.mailboxes.unsubscribe',
  unselect: 'mailbox.close',
  xatom: 'client.command',
  PROTOCOL_VERSION: 'protocolVersions',
  debug: 'printRecord',
  utf8_enabled: 'client.utf8Enabled',
  capabilities: 'client.capabilities',
  state: 'client.state',
  print_log: 'TraceRing',
  'message sets': 'messageSet',
  'message set $': 'savedResult',
};

const root = join(import.meta.dirname, '../..');
const vocabulary = [
  'client/api.ts',
  'errors.ts',
  'grammar/types.ts',
  'command/namespace.ts',
  'command/quota.ts',
  'command/search-query.ts',
  'transport/transport.ts',
  'transport/tls-handshake.ts',
]
  .map((file) => readFileSync(join(root, 'extension/imap', file), 'utf8'))
  .join('\n');

describe('every call of the Python libraries has its counterpart', () => {
  let objects: ReadonlyMap<string, object>;
  let end: () => void;
  before(async () => {
    const { client, server } = await signedIn();
    const selecting = client.select('INBOX');
    await answerSelect(server, 1);
    objects = new Map<string, object>([
      ['client', client],
      ['mailbox', await selecting],
    ]);
    end = () => client.destroy();
  });
  after(() => end());

  /** Walks `client.mailboxes.create`; undefined where there is no such member. */
  function member(path: string): unknown {
    const [first = '', ...names] = path.split('.');
    let at: unknown = objects.get(first);
    if (names[0] === 'Symbol') return at === undefined ? undefined : Reflect.get(Object(at), Symbol.asyncDispose);
    for (const name of names) at = at === undefined || at === null ? undefined : Reflect.get(Object(at), name);
    return at;
  }

  function exists(ours: string): boolean {
    if (ours.startsWith('option:')) return vocabulary.includes(ours.slice('option:'.length));
    if (ours.startsWith('error:')) return vocabulary.includes(`kind: '${ours.slice('error:'.length)}'`);
    if (ours.includes('.')) return member(ours) !== undefined;
    return Reflect.get(imap, ours) !== undefined;
  }

  for (const [library, table] of [
    ['IMAPClient', imapclient],
    ['imaplib', imaplib],
  ] as const) {
    for (const [theirs, ours] of Object.entries(table)) {
      it(`${library} ${theirs} → ${ours}`, () => assert.ok(exists(ours), `${ours} does not exist`));
    }
    it(`${library}: the README names every call`, () => {
      const readme = readFileSync(join(root, 'extension/imap/README.md'), 'utf8');
      const missing = Object.keys(table)
        .filter((name) => /^[a-z_]+[a-z0-9_]*$/.test(name) && !name.startsWith('__'))
        .filter((name) => !readme.includes(`\`${name}\``));
      assert.deepEqual(missing, []);
    });
  }

  it('notices an entry that has none', () => {
    assert.equal(exists('client.mailboxes.frobnicate'), false);
    assert.equal(exists('frobnicate'), false);
    assert.equal(exists('error:frobnicate'), false);
    assert.equal(exists('option:frobnicate'), false);
  });

  it('flags and special uses are those of the RFCs', () => {
    assert.deepEqual(Object.values(imap.systemFlags), [
      '\\Answered',
      '\\Deleted',
      '\\Draft',
      '\\Flagged',
      '\\Recent',
      '\\Seen',
    ]);
    assert.equal(imap.specialUses.trash, '\\Trash');
  });
});

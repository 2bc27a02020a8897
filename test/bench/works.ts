/** A figure to reach. `over-floor` compares with the floor's figure of the same run, `of-imapflow` with imapflow's. */
export interface Target {
  readonly figure:
    'ratio' | 'stallMs' | 'keptMb' | 'peakOverFloorMb' | 'idleOverFloorMb' | 'roundTrips' | 'userOfImapflow' | 'extra';
  readonly most?: number;
  readonly least?: number;
  /** Which of the further figures, for `extra`. */
  readonly name?: string;
}

export interface Entry {
  readonly client: string;
  /** As in the client's table of works. */
  readonly work: string;
  /** What is special about it, in the table. */
  readonly note?: string;
  readonly targets?: readonly Target[];
}

/** Clients and ways of working that are compared with one another: they run in turn, round after round. The first one is the floor. */
export interface Group {
  readonly id: string;
  readonly title: string;
  readonly mailbox?: 'List' | 'Small' | 'Bodies' | 'Large';
  readonly server: 'dovecot' | 'tls' | 'delayed' | 'delayed-tls' | 'replay' | 'million' | 'none';
  readonly entries: readonly Entry[];
  /** Fewer rounds for what takes long. */
  readonly mostRounds?: number;
}

const ours = (work: string, note: string, ...targets: Target[]): Entry => ({ client: 'ours', work, note, targets });
const peers = (work: string, ...clients: string[]): Entry[] => clients.map((client) => ({ client, work }));
const ratio = (most: number): Target => ({ figure: 'ratio', most });
/** MB/s as asked for, and what its machine's floor did: what their ratio says holds on any machine. */
const octetsPerSecond = (least: number, itsFloor: number): readonly Target[] => [
  { figure: 'extra', name: 'MB/s', least },
  { figure: 'ratio', most: Math.round((itsFloor / least) * 10) / 10 },
];
const everyone = ['imapflow', 'node-imap', 'emailjs', 'imaplib'];
const floor = (work: string, note?: string): Entry => ({
  client: 'floor',
  work,
  ...(note === undefined ? {} : { note }),
});

export const groups: readonly Group[] = [
  {
    id: 'W1',
    title: 'list view: UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE of the large mailbox, rows kept',
    mailbox: 'List',
    server: 'dovecot',
    entries: [
      floor('W1'),
      ours(
        'W1',
        'rows as they come',
        ratio(1.2),
        { figure: 'userOfImapflow', most: 0.1 },
        { figure: 'stallMs', most: 20 },
        { figure: 'keptMb', most: 100 },
        { figure: 'idleOverFloorMb', most: 15 },
      ),
      ours('W1+', 'every field read once', ratio(1.75)),
      ...peers('W1', ...everyone),
    ],
  },
  {
    id: 'W1s',
    title: 'the same of the small mailbox',
    mailbox: 'Small',
    server: 'dovecot',
    entries: [
      floor('W1s'),
      ours('W1s', 'rows as they come', ratio(1.35)),
      ours('W1s+', 'every field read once', ratio(2.5)),
      ...peers('W1s', ...everyone),
    ],
  },
  {
    id: 'W2',
    title: 'flags of the large mailbox',
    mailbox: 'List',
    server: 'dovecot',
    entries: [floor('W2'), ours('W2', '', ratio(1.6), { figure: 'stallMs', most: 15 }), ...peers('W2', ...everyone)],
  },
  {
    id: 'W3',
    title: 'large messages, one FETCH each',
    mailbox: 'Large',
    server: 'dovecot',
    mostRounds: 3,
    entries: [
      floor('W3'),
      ours('W3', '', ratio(1.1), { figure: 'peakOverFloorMb', most: 32 }),
      ...peers('W3', 'imapflow', 'node-imap', 'imaplib'),
    ],
  },
  {
    id: 'W3b',
    title: 'large messages, all in one FETCH',
    mailbox: 'Large',
    server: 'dovecot',
    mostRounds: 3,
    entries: [
      floor('W3b'),
      ours('W3b', '', ratio(1), { figure: 'peakOverFloorMb', most: 32 }),
      ...peers('W3b', 'imapflow', 'node-imap', 'imaplib'),
    ],
  },
  {
    id: 'W3t',
    title: 'large messages, one FETCH each, over TLS',
    mailbox: 'Large',
    server: 'tls',
    mostRounds: 3,
    entries: [
      floor('W3t'),
      ours('W3t', '', ratio(1), { figure: 'peakOverFloorMb', most: 32 }),
      ...peers('W3t', 'imapflow', 'node-imap', 'imaplib'),
    ],
  },
  {
    id: 'W3c',
    title: 'bodies of 4 KB, one FETCH each',
    mailbox: 'Bodies',
    server: 'dovecot',
    entries: [
      floor('W3c'),
      floor('W3c+', 'pipelined'),
      ours('W3c+', 'pipelined', ratio(0.3)),
      ours('W3c', 'one after the other'),
      ...peers('W3c', ...everyone),
    ],
  },
  {
    id: 'W3cb',
    title: 'bodies of 4 KB, all in one FETCH',
    mailbox: 'Bodies',
    server: 'dovecot',
    entries: [floor('W3cb'), ours('W3cb', '', ratio(1.2)), ...peers('W3cb', 'imapflow', 'node-imap', 'imaplib')],
  },
  {
    id: 'W4',
    title: 'UID SEARCH ALL of the large mailbox',
    mailbox: 'List',
    server: 'dovecot',
    entries: [
      floor('W4'),
      floor('W4e', 'ESEARCH'),
      ours('W4e', 'ESEARCH, ranges', ratio(0.75)),
      ...peers('W4e', 'imapflow'),
      ...peers('W4', 'node-imap', 'emailjs', 'imaplib'),
    ],
  },
  {
    id: 'W5',
    title: 'first page of the large mailbox: connect, sign in, SELECT, newest 50; round trip of 50 ms',
    mailbox: 'List',
    server: 'delayed',
    entries: [floor('W5'), ours('W5', '', ratio(1), { figure: 'roundTrips', most: 2 }), ...peers('W5', ...everyone)],
  },
  {
    id: 'W5t',
    title: 'the same over TLS',
    mailbox: 'List',
    server: 'delayed-tls',
    entries: [
      floor('W5t'),
      // The floor's own: two for TLS 1.3 (hello, finished), one to sign in and select, one to fetch.
      ours('W5t', '', ratio(1), { figure: 'roundTrips', most: 4 }),
      ...peers('W5t', 'imapflow', 'node-imap', 'imaplib'),
    ],
  },
  {
    id: 'W6',
    title: 'counts of many mailboxes; round trip of 50 ms',
    server: 'delayed',
    mostRounds: 3,
    entries: [
      floor('W6'),
      ours('W6', 'STATUS', ratio(1.05), { figure: 'roundTrips', most: 2 }),
      ours('W6l', 'LIST-STATUS', ratio(1.05), { figure: 'roundTrips', most: 2 }),
      { client: 'imapflow', work: 'W6l', note: 'LIST-STATUS' },
      ...peers('W6', 'imapflow', 'node-imap', 'imaplib'),
    ],
  },
  {
    id: 'W7',
    title: 'APPEND of many messages of 4 KB',
    server: 'dovecot',
    entries: [
      floor('W7', 'MULTIAPPEND'),
      floor('W7p', 'pipelined'),
      floor('W7s', 'one after the other'),
      ours('W7', 'MULTIAPPEND', ratio(1.1)),
      ours('W7p', 'pipelined', ratio(3)),
      ...peers('W7s', ...everyone),
    ],
  },
  {
    id: 'W7r',
    title: 'APPEND of many messages of 4 KB; round trip of 50 ms',
    server: 'delayed',
    mostRounds: 1,
    entries: [
      floor('W7r', 'MULTIAPPEND'),
      floor('W7rp', 'pipelined'),
      ours('W7r', 'MULTIAPPEND', ratio(1.1)),
      ours('W7rp', 'pipelined', ratio(2.2)),
      ...peers('W7r', ...everyone),
    ],
  },
  {
    id: 'W8',
    title: 'the parser alone on the octets of W1',
    server: 'none',
    entries: [
      floor('W8', 'counts line ends'),
      {
        client: 'parser',
        work: 'framed',
        note: 'lazy, rows dropped',
        targets: [...octetsPerSecond(400, 8500), { figure: 'extra', name: 't(2n)/t(n)', most: 2.1 }],
      },
      {
        client: 'parser',
        work: 'dropped',
        note: 'every field, dropped',
        targets: octetsPerSecond(130, 8500),
      },
      {
        client: 'parser',
        work: 'kept',
        note: 'every field, kept',
        targets: octetsPerSecond(70, 8500),
      },
    ],
  },
  {
    id: 'W8r',
    title: 'W1 from a server that only replays: what the client alone can take',
    server: 'replay',
    entries: [
      floor('W8r'),
      { client: 'ours', work: 'W8r', targets: octetsPerSecond(300, 1564) },
      ...peers('W8r', ...everyone),
    ],
  },
  {
    id: 'W10',
    title: 'a million messages: SELECT to the first page, against that of a thousand',
    server: 'million',
    entries: [
      { client: 'million', work: 'small-page', note: '1,000 messages' },
      // The page is to cost the page. Both are milliseconds, so that half as much again is noise; a cost by message would be × 1000.
      { client: 'million', work: 'page', note: '1,000,000 messages', targets: [ratio(1.5)] },
    ],
  },
  {
    id: 'W10e',
    title: 'a million messages: an EXPUNGE in the middle',
    server: 'million',
    entries: [
      {
        client: 'million',
        work: 'expunge',
        note: 'EXPUNGE in the middle, every UID known',
        targets: [{ figure: 'extra', name: 'µs', most: 100 }],
      },
    ],
  },
];

import { demoUser } from './access-commands.ts';
import type { CommandContext, CommandSpec, Pending } from './context.ts';
import { bad, no, type Completion } from './refusal.ts';
import { appendLimit } from './store.ts';
import { wireNString } from './wire-text.ts';

type Run = CommandSpec['run'];

export const demoPassword = 'demo';

export const capabilitiesBeforeLogin: readonly string[] = [
  'IMAP4rev1',
  'SASL-IR',
  'LITERAL+',
  'ID',
  'ENABLE',
  'AUTH=PLAIN',
];

/** Only what this server does, and does right. */
export const capabilitiesAfterLogin: readonly string[] = [
  'IMAP4rev1',
  'LITERAL+',
  'ID',
  'ENABLE',
  'IDLE',
  'NAMESPACE',
  'UIDPLUS',
  'MOVE',
  'UNSELECT',
  'CHILDREN',
  'SPECIAL-USE',
  'LIST-EXTENDED',
  'LIST-STATUS',
  'STATUS=SIZE',
  'ESEARCH',
  'CONDSTORE',
  'QUOTA',
  'QUOTA=RES-STORAGE',
  'QUOTA=RES-MESSAGE',
  'ACL',
  'RIGHTS=texk',
  `APPENDLIMIT=${appendLimit}`,
];

const enableable = ['CONDSTORE'];

const capability: Run = (context, args) => {
  args.end();
  context.untagged(`CAPABILITY ${context.capabilities.join(' ')}`);
  return { text: 'CAPABILITY done' };
};

const noop: Run = (_, args) => {
  args.end();
  return { text: 'NOOP done' };
};

const check: Run = (_, args) => {
  args.end();
  return { text: 'CHECK done' };
};

const logout: Run = (context, args) => {
  args.end();
  context.untagged('BYE The demo server says goodbye');
  context.closeMailbox();
  context.state = 'logout';
  return { text: 'LOGOUT done' };
};

/** RFC 2971. */
const id: Run = (context, args) => {
  args.space();
  if (!args.take('NIL')) {
    const values = args.list(() => args.nstring());
    if (values.length % 2 !== 0 || values.length > 60) throw bad('ID wants pairs of name and value');
  }
  args.end();
  const mine = { name: 'Mail Explorer demo', vendor: 'Mail Explorer', environment: 'in memory' };
  context.untagged(`ID (${Object.entries(mine).flat().map(wireNString).join(' ')})`);
  return { text: 'ID done' };
};

function signIn(context: CommandContext, user: string, password: string): Completion {
  if (user.toLowerCase() !== demoUser || password !== demoPassword) {
    throw no('AUTHENTICATIONFAILED', 'The demo user or its password is wrong');
  }
  context.state = 'authenticated';
  return { code: `CAPABILITY ${context.capabilities.join(' ')}`, text: 'Welcome to the demo mailbox' };
}

const login: Run = (context, args) => {
  args.space();
  const user = args.astring();
  args.space();
  const password = args.astring();
  args.end();
  return signIn(context, user, password);
};

/** SASL PLAIN (RFC 4616), with its response at once (RFC 4959) or behind a continuation. */
const authenticate: Run = (context, args): Completion | Pending => {
  args.space();
  const mechanism = args.word();
  const initial = args.take(' ') ? args.rest() : null;
  args.end();
  if (mechanism !== 'PLAIN') throw no('CANNOT', 'Only the mechanism PLAIN is known here');
  return initial === null
    ? { continuation: '', idle: false, line: (text) => plain(context, text) }
    : plain(context, initial);
};

function plain(context: CommandContext, base64: string): Completion {
  if (base64 === '*') throw bad('AUTHENTICATE was cancelled');
  if (!/^(?:=|[A-Za-z0-9+/]+={0,2})$/.test(base64) || base64.length % 4 !== (base64 === '=' ? 1 : 0))
    throw bad('Not base64');
  const parts = Buffer.from(base64, 'base64').toString('utf8').split('\0');
  const [authorization, user, password] = parts;
  if (parts.length !== 3 || authorization === undefined || user === undefined || password === undefined)
    throw bad('Not a PLAIN response');
  if (authorization !== '' && authorization !== user) throw no('AUTHORIZATIONFAILED', 'You may only act as yourself');
  return signIn(context, user, password);
}

/** RFC 5161. */
const enable: Run = (context, args) => {
  const names: string[] = [];
  do {
    args.space();
    names.push(args.word());
  } while (!args.atEnd);
  const fresh = names.filter((name) => enableable.includes(name) && !context.enabled.has(name));
  for (const name of fresh) context.enabled.add(name);
  context.untagged(['ENABLED', ...fresh].join(' '));
  return { text: 'ENABLE done' };
};

/** RFC 2177. */
const idle: Run = (_, args) => {
  args.end();
  return {
    continuation: 'idling',
    idle: true,
    line: (text) => {
      if (text.toUpperCase() !== 'DONE') throw bad('IDLE ends with DONE');
      return { text: 'IDLE done' };
    },
  };
};

export const connectionCommands: readonly (readonly [string, CommandSpec])[] = [
  ['CAPABILITY', { states: 'any', tellsExpunges: true, run: capability }],
  ['NOOP', { states: 'any', tellsExpunges: true, run: noop }],
  ['LOGOUT', { states: 'any', tellsExpunges: true, run: logout }],
  ['ID', { states: 'any', tellsExpunges: true, run: id }],
  ['LOGIN', { states: 'not-authenticated', tellsExpunges: true, run: login }],
  ['AUTHENTICATE', { states: 'not-authenticated', tellsExpunges: true, run: authenticate }],
  ['ENABLE', { states: 'authenticated', tellsExpunges: true, run: enable }],
  ['IDLE', { states: 'authenticated', tellsExpunges: true, run: idle }],
  ['CHECK', { states: 'selected', tellsExpunges: true, run: check }],
];

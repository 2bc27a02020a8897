import type { FaultRow } from '../row.ts';

const signIn = 'test/unit/imap/auth-sign-in.test.ts';
const secrets = 'test/unit/imap/trace-secrets.test.ts';
const canary = 'test/unit/log/canary.test.ts';

/** Row 18, a part of `tls`. */
export const secretRows: readonly FaultRow[] = [
  {
    row: 18,
    fault: 'every way to sign in, over the trace',
    test: { file: signIn, name: 'fault 18: no form of a secret reaches trace, status or error' },
    seed: {
      file: 'extension/imap/wire/command-part.ts',
      find: "{ kind: 'secret', bytes: Buffer.from(base64, 'latin1') },",
      replace: "{ kind: 'text', text: base64 },",
    },
    bug: 'answers of the exchange go into the log',
  },
  {
    row: 18,
    fault: 'LOGIN, over every output',
    test: {
      file: canary,
      name: 'fault 18: no form of a secret reaches trace, log documents, reports, debug output, errors or their words',
    },
    seed: {
      file: 'extension/imap/command/login.ts',
      find: '.secret(this.#password)',
      replace: '.astring(this.#password)',
    },
    bug: 'LOGIN does not mark its password',
  },
  {
    row: 18,
    fault: 'the initial response',
    test: {
      file: canary,
      name: 'fault 18: no form of a secret reaches trace, log documents, reports, debug output, errors or their words',
    },
    seed: {
      file: 'extension/imap/command/authenticate.ts',
      find: "out.sp().secretText(this.#initial.length === 0 ? '=' : this.#initial.toString('base64'));",
      replace: "out.sp().text(this.#initial.length === 0 ? '=' : this.#initial.toString('base64'));",
    },
    bug: 'the initial response goes into the log',
  },
  {
    row: 18,
    fault: 'answers to challenges',
    test: {
      file: canary,
      name: 'fault 18: no form of a secret reaches trace, log documents, reports, debug output, errors or their words',
    },
    seed: {
      file: 'extension/imap/wire/command-part.ts',
      find: "{ kind: 'secret', bytes: Buffer.from(base64, 'latin1') },",
      replace: "{ kind: 'text', text: base64 },",
    },
    bug: 'answers of the exchange go into the log',
  },
  {
    row: 18,
    fault: 'settings and what is said of them',
    test: { file: canary, name: 'fault 18: settings hold no secret, and what is told of wrong settings repeats none' },
    seed: {
      file: 'extension/accounts/account-entries.ts',
      find: '  return {\n    id,',
      replace: '  return {\n    ...account,\n    id,',
    },
    bug: 'whatever hangs on an account is written',
  },
  {
    row: 18,
    fault: 'repeated by the server, in what it says for people',
    test: { file: canary, name: 'fault 18: a server that repeats what it was sent makes no secret known' },
    seed: {
      file: 'extension/imap/session/receiver.ts',
      find: 'tell(challenge ? response : withoutSecrets(response, host.secrets), index);',
      replace: 'tell(response, index);',
    },
    bug: 'errors and events quote the server word for word',
  },
  {
    row: 18,
    fault: 'repeated by the server, on its line',
    test: { file: canary, name: 'fault 18: a server that repeats what it was sent makes no secret known' },
    seed: {
      file: 'extension/imap/trace/recorder.ts',
      find: 'if (secrets === null) return parts;',
      replace: 'if (secrets !== null) return parts;',
    },
    bug: 'the log keeps every line that is received',
  },
  {
    row: 18,
    fault: 'repeated by the server, inside the brackets of a code',
    test: {
      file: secrets,
      name: 'fault 18: a secret that a server repeats inside the brackets of a code is hidden, unless the code is data',
    },
    seed: {
      file: 'extension/imap/trace/secrets.ts',
      find: 'dataCode.exec(line.slice(head))',
      replace: String.raw`/^\[[^\]]*\]/.exec(line.slice(head))`,
    },
    bug: 'every code passes for data',
  },
  {
    row: 18,
    fault: 'an answer to a challenge, repeated by the server',
    test: {
      file: secrets,
      name: 'fault 18: a secret that was sent is known in quotes, as a literal and out of its base64',
    },
    seed: {
      file: 'extension/imap/trace/secrets.ts',
      find: 'if (!this.#open.has(decoded)) this.add(decoded);',
      replace: 'if (this.#open.has(decoded)) this.add(decoded);',
    },
    bug: 'only the base64 is known again',
  },
  {
    row: 18,
    fault: 'a URL that lets its bearer in',
    test: {
      file: secrets,
      name: 'fault 18: the token of a URL that needs no sign-in is in no log and no error; the caller gets it',
    },
    seed: {
      file: 'extension/imap/wire/url-token.ts',
      find: 'at = start + token.length;',
      replace: 'at = start;',
    },
    bug: 'the token is left in its place',
  },
];

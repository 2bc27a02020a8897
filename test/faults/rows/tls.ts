import type { FaultRow } from '../row.ts';

const engine = 'extension/imap/session/engine.ts';
const signIn = 'test/unit/imap/auth-sign-in.test.ts';
const mechanisms = 'test/unit/imap/auth-mechanisms.test.ts';
const connect = 'test/unit/imap/client-connect.test.ts';

export const tls: readonly FaultRow[] = [
  {
    row: 5,
    fault: 'OK while a literal still waits for its continuation',
    test: {
      file: 'test/unit/imap/engine-commands.test.ts',
      name: 'fault 5: an OK before the command was sent whole ends the connection',
    },
    seed: {
      file: engine,
      find: "if (submission.stage === 'sending' && status.kind === 'OK') {",
      replace: "if (submission.stage === 'sending' && status.kind === 'BAD') {",
    },
    bug: 'the early OK is believed',
  },
  {
    row: 6,
    fault: 'LIST, EXISTS, STATUS, FETCH, SEARCH, ENABLED before STARTTLS',
    test: { file: connect, name: 'data and text before TLS reach nobody as truth' },
    seed: {
      file: engine,
      find: 'trusted: this.#trusted,\n      greeting,',
      replace: 'trusted: true,\n      greeting,',
    },
    bug: 'words from before TLS count as trusted',
  },
  {
    row: 8,
    fault: 'capabilities forged before STARTTLS',
    test: { file: connect, name: 'STARTTLS: everything said before TLS is forgotten and asked again' },
    seed: {
      file: engine,
      find: 'this.#trusted = true;\n    this.view.dropCapabilities();',
      replace: 'this.#trusted = true;',
    },
    bug: 'capabilities live on behind the handshake',
  },
  {
    row: 12,
    fault: 'a server without any mechanism switches LOGIN off',
    test: { file: signIn, name: 'LOGINDISABLED: LOGIN is never sent' },
    seed: {
      file: 'extension/imap/auth/choose.ts',
      find: '!named && !facts.loginDisabled',
      replace: '!named',
    },
    bug: 'LOGINDISABLED is not looked at',
  },
  {
    row: 14,
    fault: 'a nonce that is not ours',
    test: { file: mechanisms, name: 'fault 14: SCRAM takes no wrong signature, no missing one, no foreign nonce' },
    seed: {
      file: 'extension/imap/auth/scram.ts',
      find: '!timingSafeEqual(signature, expected)',
      replace: 'timingSafeEqual(signature, signature.subarray(1))',
    },
    bug: 'the signature of the server is not compared',
  },
  {
    row: 15,
    fault: 'a million iterations and more',
    test: { file: mechanisms, name: 'fault 15: SCRAM iteration counts are capped at both ends' },
    seed: { file: 'extension/imap/auth/scram.ts', find: '|| iterations > maxIterations', replace: '' },
    bug: 'no cap on iterations',
  },
  {
    row: 16,
    fault: 'a challenge after every answer',
    test: { file: signIn, name: 'fault 16: endless challenges end after ten' },
    seed: { file: 'extension/imap/command/authenticate.ts', find: 'maxRounds = 10', replace: 'maxRounds = 1e9' },
    bug: 'no limit on rounds',
  },
  {
    row: 17,
    fault: 'a NO for NOOP while AUTHENTICATE is under way',
    test: { file: signIn, name: 'fault 17: a late NO for an earlier tag does not fail the sign-in' },
    seed: {
      file: engine,
      find: 'const submission = this.#underWay.find((one) => one.tag === status.tag);',
      replace: 'const submission = this.#underWay[0];',
    },
    bug: 'a completion goes to whatever command is under way',
  },
];

import type { FaultRow } from '../row.ts';

const engine = 'extension/imap/session/engine.ts';
const connection = 'extension/imap/session/connection.ts';
const connecting = 'extension/imap/client/connect.ts';
const choose = 'extension/imap/auth/choose.ts';
const signIn = 'test/unit/imap/auth-sign-in.test.ts';
const mechanisms = 'test/unit/imap/auth-mechanisms.test.ts';
const connect = 'test/unit/imap/client-connect.test.ts';
const session = 'test/unit/mail/account-session.test.ts';

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
      file: 'extension/imap/session/status-events.ts',
      find: 'trusted: trusted(),',
      replace: 'trusted: true,',
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
      find: 'const submission = this.#underWay.tagged(status.tag);',
      replace: 'const submission = this.#underWay.first;',
    },
    bug: 'a completion goes to whatever command is under way',
  },
  {
    row: 1,
    fault: 'a capability list without STARTTLS',
    test: { file: connect, name: 'STARTTLS not offered: nothing secret is sent' },
    seed: {
      file: connecting,
      find: "throw startTlsError('not-offered',",
      replace: "return void startTlsError('not-offered',",
    },
    bug: 'goes on in the clear',
  },
  {
    row: 2,
    fault: 'NO',
    test: { file: connect, name: 'STARTTLS answered with NO' },
    seed: { file: connecting, find: 'throw refusedStartTls(error);', replace: 'return void refusedStartTls(error);' },
    bug: 'a refusal is no reason to stop',
  },
  {
    row: 2,
    fault: 'a continuation request',
    test: { file: connect, name: 'STARTTLS answered with a continuation request' },
    seed: { file: connecting, find: 'throw refusedStartTls(error);', replace: 'return void refusedStartTls(error);' },
    bug: 'an answer that is none is no reason to stop',
  },
  {
    row: 3,
    fault: 'PREAUTH',
    test: { file: connect, name: 'PREAUTH where TLS is to come is refused' },
    seed: {
      file: connecting,
      find: "status.kind === 'PREAUTH' && options.protect === 'starttls'",
      replace: "status.kind === 'PREAUTH' && options.protect === 'none'",
    },
    bug: 'the greeting may skip TLS',
  },
  {
    row: 4,
    fault: 'in the same segment',
    test: { file: connect, name: 'octets behind the OK to STARTTLS, in the same segment' },
    seed: { file: connection, find: 'if (early > 0) throw injected();', replace: 'if (early < 0) throw injected();' },
    bug: 'what came early is dropped without a word',
  },
  {
    row: 4,
    fault: 'in a segment of its own',
    test: { file: connect, name: 'octets behind the OK to STARTTLS, in a segment of its own before the handshake' },
    seed: [
      { file: connection, find: "else this.#upgrade = 'injected';", replace: '' },
      { file: connection, find: 'if (early > 0) throw injected();', replace: '' },
    ],
    bug: 'what comes before the handshake is overlooked',
  },
  {
    row: 4,
    fault: 'on a real socket',
    test: {
      file: 'test/unit/imap/transport-streams.test.ts',
      name: 'starttls: octets that came before the handshake are an injection',
    },
    seed: [
      {
        file: 'extension/imap/transport/tcp.ts',
        find: 'if (early !== null && early.length > 0) {',
        replace: 'if (early !== null && early.length < 0) {',
      },
      {
        file: 'extension/imap/transport/tcp.ts',
        find: "error.detail.problem === 'not-tls')",
        replace: "error.detail.problem === 'expired')",
      },
    ],
    bug: 'octets in the socket are left to the handshake',
  },
  {
    row: 7,
    fault: 'ALERT, PARSE and others before the handshake',
    test: {
      file: 'test/unit/notifications/policy-rules.test.ts',
      name: 'rule 2: nothing before encryption is shown, whatever it is',
    },
    seed: {
      file: 'extension/notifications/policy.ts',
      find: 'if (!event.trusted) {',
      replace: 'if (!event.trusted && event.greeting) {',
    },
    bug: 'only the greeting is distrusted',
  },
  {
    row: 8,
    fault: 'capabilities from before signing in',
    test: { file: connect, name: 'signing in drops the old capabilities and asks for new ones' },
    seed: {
      file: engine,
      find: '&& this.#capabilitiesDuring !== submission) this.view.dropCapabilities();',
      replace: '&& this.#capabilitiesDuring !== submission) void 0;',
    },
    bug: 'capabilities live on behind the sign-in',
  },
  {
    row: 9,
    fault: 'REFERRAL in answer to LOGIN, with its OK, and to SELECT',
    test: {
      file: signIn,
      name: 'fault 9: referrals are told and never followed, and no credential is sent again or elsewhere',
    },
    seed: {
      file: 'extension/imap/client/sign-in.ts',
      find: 'const signing = connection.run(new Login(way.user, way.password), options);',
      replace:
        'const again = (): Promise<void> => connection.run(new Login(way.user, way.password), options);\n      const signing = again().catch(again);',
    },
    bug: 'a referral makes the credentials go out again',
  },
  {
    row: 10,
    fault: 'greeting: a web server',
    test: { file: connect, name: 'garbage greeting: a web server' },
    seed: {
      file: engine,
      find: "this.#host.greeting({ kind: 'garbage', text: excerptOf(response) });",
      replace: "this.#state = 'not-authenticated';",
    },
    bug: 'a first line of any kind will do',
  },
  {
    row: 10,
    fault: 'greeting: a tagged line',
    test: { file: connect, name: 'garbage greeting: a tagged line' },
    seed: {
      file: engine,
      find: "this.#host.greeting({ kind: 'garbage', text: excerptOf(response) });",
      replace: "this.#state = 'not-authenticated';",
    },
    bug: 'a first line of any kind will do',
  },
  {
    row: 10,
    fault: 'NO as greeting',
    test: { file: connect, name: 'garbage greeting: NO' },
    seed: {
      file: engine,
      find: "this.#host.greeting({ kind: 'garbage', text: excerptOf(response) });",
      replace: "this.#state = 'not-authenticated';",
    },
    bug: 'a first line of any kind will do',
  },
  {
    row: 10,
    fault: 'BAD as greeting',
    test: { file: connect, name: 'garbage greeting: BAD' },
    seed: {
      file: engine,
      find: "this.#host.greeting({ kind: 'garbage', text: excerptOf(response) });",
      replace: "this.#state = 'not-authenticated';",
    },
    bug: 'a first line of any kind will do',
  },
  {
    row: 10,
    fault: 'BYE as greeting',
    test: { file: connect, name: 'BYE as greeting carries the text of the server' },
    seed: { file: connecting, find: "if (status.kind === 'BYE') {", replace: "if (status.kind === 'BAD') {" },
    bug: 'a goodbye is taken for a welcome',
  },
  {
    row: 10,
    fault: 'no greeting',
    test: { file: connect, name: 'no greeting: given up after 15 seconds' },
    seed: {
      file: connecting,
      find: 'const defaultGreetingMs = 15_000;',
      replace: 'const defaultGreetingMs = 150_000;',
    },
    bug: 'waits ten times as long',
  },
  {
    row: 11,
    fault: 'expired',
    test: {
      file: 'test/servers/imap-tls.test.ts',
      name: "expired: refused with the certificate's fingerprint, and accepted when it is the pinned one",
    },
    seed: {
      file: 'extension/imap/transport/tls-handshake.ts',
      find: 'if (secured.authorized) return null;',
      replace: 'return null;',
    },
    bug: 'any certificate will do',
  },
  {
    row: 11,
    fault: 'wrongHost',
    test: {
      file: 'test/servers/imap-tls.test.ts',
      name: "wrongHost: refused with the certificate's fingerprint, and accepted when it is the pinned one",
    },
    seed: {
      file: 'extension/imap/transport/tls-handshake.ts',
      find: 'if (secured.authorized) return null;',
      replace: 'return null;',
    },
    bug: 'any certificate will do',
  },
  {
    row: 11,
    fault: 'selfSigned',
    test: {
      file: 'test/servers/imap-tls.test.ts',
      name: "selfSigned: refused with the certificate's fingerprint, and accepted when it is the pinned one",
    },
    seed: {
      file: 'extension/imap/transport/tls-handshake.ts',
      find: 'if (secured.authorized) return null;',
      replace: 'return null;',
    },
    bug: 'any certificate will do',
  },
  {
    row: 11,
    fault: 'unknownCa',
    test: {
      file: 'test/servers/imap-tls.test.ts',
      name: "unknownCa: refused with the certificate's fingerprint, and accepted when it is the pinned one",
    },
    seed: {
      file: 'extension/imap/transport/tls-handshake.ts',
      find: 'if (secured.authorized) return null;',
      replace: 'return null;',
    },
    bug: 'any certificate will do',
  },
  {
    row: 11,
    fault: 'a good certificate that is not the pinned one',
    test: {
      file: 'test/servers/imap-tls.test.ts',
      name: 'a pinned fingerprint is the only one accepted, however good another certificate is',
    },
    seed: {
      file: 'extension/imap/transport/tls-handshake.ts',
      find: 'if (options.fingerprint256 !== undefined) {',
      replace: 'if (options.fingerprint256 !== undefined && !secured.authorized) {',
    },
    bug: 'the pin is only looked at where the authority fails',
  },
  {
    row: 13,
    fault: 'everything at once, in any order',
    test: {
      file: mechanisms,
      name: 'the strongest common mechanism wins, whatever else is offered and in which order',
    },
    seed: { file: choose, find: "(['sha256', 'sha1'] as const)", replace: "(['sha1', 'sha256'] as const)" },
    bug: 'the weaker hash is taken first',
  },
  {
    row: 13,
    fault: 'only PLAIN and LOGIN on an open line',
    test: { file: mechanisms, name: 'what would show the password is not chosen on an open line' },
    seed: {
      file: choose,
      find: 'if (!revealing || facts.mayReveal)',
      replace: 'if (!revealing || facts.offered.length > 0)',
    },
    bug: 'the password goes out in the clear',
  },
  {
    row: 14,
    fault: 'a server that leaves its proof out and says OK',
    test: { file: signIn, name: 'a server that leaves its proof out and says OK is not believed' },
    seed: {
      file: 'extension/imap/auth/scram.ts',
      find: "if (!this.#verified) throw authenticationError('server-signature');",
      replace: '',
    },
    bug: 'the proof is not missed',
  },
  {
    row: 14,
    fault: 'an offer of channel binding',
    test: { file: 'test/servers/channel-binding.test.ts', name: 'by the exporter of TLS 1.3' },
    seed: { file: choose, find: 'if (binding === null) return [plain];', replace: 'return [plain];' },
    bug: 'the binding is never used',
  },
  {
    row: 16,
    fault: 'a continuation that nothing asked for',
    test: {
      file: 'test/unit/imap/engine-commands.test.ts',
      name: 'a continuation request that nothing asked for is ignored',
    },
    seed: {
      file: engine,
      find: 'this.#oddities.unexpectedContinuations++;',
      replace: "this.#protocolError('a continuation request that nothing asked for');",
    },
    bug: 'the connection is given up for it',
  },
  {
    row: 19,
    fault: 'AUTHENTICATIONFAILED',
    test: { file: session, name: 'wrong credentials ask the person and are not tried again by themselves' },
    seed: {
      file: 'extension/mail/account-session.ts',
      find: 'if (isRefusedCredentials(error)) {',
      replace: 'if (isRefusedCredentials(error) && this.#authFailures > 5) {',
    },
    bug: 'it is tried again by itself',
  },
  {
    row: 20,
    fault: 'UNAVAILABLE in answer to the sign-in',
    test: { file: session, name: 'UNAVAILABLE is no wrong password: it is tried again later, less and less often' },
    seed: { file: 'extension/mail/failure-rules.ts', find: "if (code === 'UNAVAILABLE' || ", replace: 'if (' },
    bug: 'the person is asked for a password',
  },
];

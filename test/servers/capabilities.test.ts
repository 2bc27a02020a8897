import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { ImapServer } from './imap-server.ts';
import { behaviourCases } from './suite/behaviour-cases.ts';
import type { Case } from './suite/case.ts';
import { connectionCases } from './suite/connection-cases.ts';
import { findingCases } from './suite/finding-cases.ts';
import { mailboxCases } from './suite/mailbox-cases.ts';
import { messageCases } from './suite/message-cases.ts';
import { failure, Scene } from './suite/scene.ts';
import { starters, titles, type ServerTitle } from './suite/servers.ts';
import { sessionCases } from './suite/session-cases.ts';
import { capabilityTable, rowName, type Ran } from './suite/table.ts';

const groups: Readonly<Record<string, readonly Case[]>> = {
  'connecting and signing in': connectionCases,
  mailboxes: mailboxCases,
  messages: messageCases,
  finding: findingCases,
  'the session': sessionCases,
  'what they do unannounced': behaviourCases,
};
const tableFile = join(import.meta.dirname, 'CAPABILITIES.md');
const offered = new Map<ServerTitle, ReadonlySet<string>>();
const ran: Ran[] = [];

/** All that a server offers in the course of a connection, in any of its states. */
async function offers(server: ImapServer): Promise<ReadonlySet<string>> {
  const scene = new Scene(server, await server.user());
  try {
    const plain = await scene.open('none');
    const secured = await scene.open('tls');
    const before = [...plain.capabilities.all, ...secured.capabilities.all];
    await secured.signIn({ kind: 'password', ...scene.user });
    const implied = secured.capabilities.has('METADATA-SERVER') ? ['METADATA-SERVER'] : [];
    return new Set([...before, ...secured.capabilities.all, ...implied].map((name) => name.toUpperCase()));
  } finally {
    scene.end();
  }
}

/** It must fail for want of the capability, and the server must not hear of it. */
async function assertRefused(one: Case, scene: Scene): Promise<void> {
  assert.ok('refused' in one);
  const { client, mailbox } = await scene.opened(1);
  const before = scene.sent(client).length;
  const { detail } = await failure(one.refused(scene, mailbox));
  assert.equal(detail.kind, 'capability');
  assert.equal(scene.sent(client).length, before, 'nothing is sent');
}

/** The server goes while a client waits in IDLE: a word of farewell or not, the client is told, and told why. */
async function assertEnds(server: ImapServer): Promise<void> {
  const scene = new Scene(server, await server.user());
  try {
    const { client, mailbox } = await scene.opened(0);
    const idling = mailbox.idle({ signal: new AbortController().signal }).catch(() => undefined);
    await Promise.all([server.stop(), client.closed, idling]);
    const { kind } = await client.closed;
    assert.ok(kind === 'bye' || kind === 'eof' || kind === 'transport', kind);
  } finally {
    await server.stop();
    scene.end();
  }
}

async function run(one: Case, server: ImapServer, title: ServerTitle): Promise<void> {
  const scene = new Scene(server, await server.user());
  try {
    const capability = one.capability.toUpperCase();
    const has = offered.get(title)?.has(capability) === true;
    const way = has ? 'works' : 'refused' in one ? 'refused' : 'otherwise';
    if (has) await one.works(scene);
    else if ('otherwise' in one) await one.otherwise(scene);
    else await assertRefused(one, scene);
    ran.push({ server: title, capability, way });
  } finally {
    scene.end();
  }
}

describe('the core on real servers', { concurrency: titles.length }, () => {
  for (const title of titles) {
    describe(title, () => {
      let server: ImapServer | undefined;
      before(async () => {
        server = await starters[title]();
        offered.set(title, await offers(server));
      });
      after(async () => {
        if (server !== undefined) await assertEnds(server);
      });
      for (const [group, cases] of Object.entries(groups)) {
        describe(group, () => {
          for (const one of cases) {
            it(`${one.capability}: ${one.name}`, async () => {
              assert.ok(server !== undefined);
              await run(one, server, title);
            });
          }
        });
      }
    });
  }

  // Only a whole run tells the whole table.
  after(async () => {
    const cases = Object.values(groups).flat().length;
    if (ran.length !== cases * titles.length) return;
    const named = new Map([...offered].map(([title, names]) => [title, new Set([...names].map(rowName))]));
    await writeFile(tableFile, capabilityTable(named, ran));
  });
});

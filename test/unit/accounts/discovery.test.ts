import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  bestRecord,
  discover,
  suggestionFrom,
  type SrvLookup,
  type SrvRecord,
} from '../../../extension/accounts/discovery.ts';

const record = (name: string, port: number, priority = 0, weight = 0): SrvRecord => ({ name, port, priority, weight });

function lookupOf(answers: Readonly<Record<string, readonly SrvRecord[]>>): SrvLookup & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    resolveSrv: (name) => {
      asked.push(name);
      const found = answers[name];
      return found === undefined ? Promise.reject(new Error('ENOTFOUND')) : Promise.resolve(found);
    },
    cancel: () => undefined,
  };
}

describe('SRV records', () => {
  it('takes the lowest priority, then the heaviest', () => {
    assert.equal(
      bestRecord([record('b.org', 993, 20), record('a.org', 993, 10, 1), record('c.org', 993, 10, 5)])?.name,
      'c.org',
    );
  });

  it('takes none where the service is declared absent', () => {
    assert.equal(bestRecord([record('.', 0)]), null);
    assert.equal(bestRecord([record('', 993)]), null);
    assert.equal(bestRecord([]), null);
  });

  it('prefers TLS from the first octet', () => {
    assert.deepEqual(suggestionFrom([record('s.org', 993)], [record('p.org', 143)]), {
      host: 's.org',
      port: 993,
      security: 'tls',
    });
    assert.deepEqual(suggestionFrom([record('.', 0)], [record('p.org', 143)]), {
      host: 'p.org',
      port: 143,
      security: 'starttls',
    });
    assert.equal(suggestionFrom([], []), null);
  });
});

describe('asking the name service', () => {
  it('asks for both services of the domain', async () => {
    const lookup = lookupOf({ '_imaps._tcp.example.org': [record('Mail.Example.org', 993)] });
    assert.deepEqual(await discover('example.org', { lookup }), {
      host: 'mail.example.org',
      port: 993,
      security: 'tls',
    });
    assert.deepEqual(lookup.asked, ['_imaps._tcp.example.org', '_imap._tcp.example.org']);
  });

  it('takes failure for an answer', async () => {
    assert.equal(await discover('example.org', { lookup: lookupOf({}) }), null);
  });

  it('does not ask about addresses, single labels and this machine', async () => {
    const lookup = lookupOf({});
    for (const domain of ['127.0.0.1', '::1', 'localhost', 'mail.localhost', 'x.invalid', '']) {
      assert.equal(await discover(domain, { lookup }), null);
    }
    assert.deepEqual(lookup.asked, []);
  });

  it('gives up when no answer comes in time', async () => {
    let cancelled = false;
    const silent: SrvLookup = { resolveSrv: () => new Promise(() => undefined), cancel: () => (cancelled = true) };
    assert.equal(await discover('example.org', { lookup: silent, timeoutMs: 5 }), null);
    assert.equal(cancelled, true);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SecretPlace } from '../../../extension/accounts/model.ts';
import { PlaceUnavailableError } from '../../../extension/accounts/secrets/port.ts';
import { PreferredSecretStore } from '../../../extension/accounts/secrets/secret-store.ts';
import { accountId } from '../../../extension/mail/model.ts';
import { MemoryMemento, MemoryPlace } from './scripted.ts';

const id = accountId('a');

interface Made {
  readonly store: PreferredSecretStore;
  readonly keychain: MemoryPlace;
  readonly storage: MemoryPlace;
  readonly memory: MemoryMemento;
  readonly reports: SecretPlace[];
}

function make(): Made {
  const [keychain, storage, memory] = [new MemoryPlace(), new MemoryPlace(), new MemoryMemento()];
  const reports: SecretPlace[] = [];
  const store = new PreferredSecretStore({ keychain, storage, memory, onUnavailable: (place) => reports.push(place) });
  return { store, keychain, storage, memory, reports };
}

describe('where a secret goes', () => {
  it('prefers the keychain and remembers the place, never the secret', async () => {
    const { store, keychain, storage, memory } = make();
    assert.equal(await store.place(id), null);
    assert.equal(await store.set(id, 'hunter2'), 'keychain');
    assert.deepEqual([[...keychain.secrets], [...storage.secrets]], [[['a', 'hunter2']], []]);
    assert.equal(await store.place(id), 'keychain');
    assert.equal(await store.get(id), 'hunter2');
    assert.doesNotMatch(JSON.stringify([...memory.values]), /hunter2/);
  });

  it('falls back to the secret storage and says so', async () => {
    const { store, keychain, storage, reports } = make();
    keychain.available = false;
    assert.equal(await store.set(id, 's'), 'secret-storage');
    assert.equal(storage.secrets.get('a'), 's');
    assert.equal(await store.place(id), 'secret-storage');
    assert.equal(await store.get(id), 's');
    assert.ok(reports.includes('keychain'));
  });

  it('moves to the keychain when that works again and the secret is set again', async () => {
    const { store, keychain, storage } = make();
    keychain.available = false;
    await store.set(id, 'old');
    keychain.available = true;
    assert.equal(await store.get(id), 'old');
    assert.equal(await store.set(id, 'new'), 'keychain');
    assert.deepEqual([[...keychain.secrets], [...storage.secrets]], [[['a', 'new']], []]);
  });

  it('does not believe the keychain about a secret that was replaced while it was away', async () => {
    const { store, keychain } = make();
    await store.set(id, 'old');
    keychain.available = false;
    await store.set(id, 'new');
    keychain.available = true;
    assert.equal(await store.get(id), 'new');
  });

  it('keeps the old secret when no place takes the new one', async () => {
    const { store, keychain, storage } = make();
    await store.set(id, 'old');
    keychain.available = false;
    storage.available = false;
    await assert.rejects(store.set(id, 'new'), PlaceUnavailableError);
    keychain.available = true;
    assert.equal(await store.place(id), 'keychain');
    assert.equal(await store.get(id), 'old');
  });
});

describe('reading and removing', () => {
  it('has null for what is nowhere', async () => {
    assert.equal(await make().store.get(id), null);
  });

  it('finds a secret whose place was forgotten', async () => {
    const { store, storage, keychain } = make();
    storage.secrets.set('a', 's');
    assert.equal(await store.get(id), 's');
    keychain.secrets.set('a', 'k');
    assert.equal(await store.get(id), 'k');
  });

  it('has null, and reports, when the place cannot be read now', async () => {
    const { store, keychain, reports } = make();
    await store.set(id, 's');
    keychain.available = false;
    assert.equal(await store.get(id), null);
    assert.deepEqual(reports, ['keychain']);
  });

  it('removes from both places', async () => {
    const { store, keychain, storage, memory } = make();
    await store.set(id, 's');
    storage.secrets.set('a', 'stale');
    await store.delete(id);
    assert.deepEqual([keychain.secrets.size, storage.secrets.size, memory.values.size], [0, 0, 0]);
  });

  it('fails to remove when the place that holds it is away, and remembers the place', async () => {
    const { store, keychain } = make();
    await store.set(id, 's');
    keychain.available = false;
    await assert.rejects(store.delete(id), PlaceUnavailableError);
    assert.equal(await store.place(id), 'keychain');
  });

  it('needs no keychain to remove what is in the secret storage', async () => {
    const { store, keychain, storage } = make();
    keychain.available = false;
    await store.set(id, 's');
    await store.delete(id);
    assert.equal(storage.secrets.size, 0);
  });

  it('hides no fault of ours', async () => {
    const memory = new MemoryMemento();
    const broken = {
      get: () => Promise.reject(new TypeError('bug')),
      set: () => Promise.resolve(),
      delete: () => Promise.resolve(),
    };
    await assert.rejects(new PreferredSecretStore({ keychain: broken, storage: broken, memory }).get(id), TypeError);
  });
});

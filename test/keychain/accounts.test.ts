import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as keytar from 'keytar';
import { Keychain, serviceName } from '../../extension/accounts/secrets/keychain.ts';
import { PlaceUnavailableError } from '../../extension/accounts/secrets/port.ts';
import { PreferredSecretStore } from '../../extension/accounts/secrets/secret-store.ts';
import { accountId } from '../../extension/mail/model.ts';
import { runningRegistry } from '../host/harness/running-registry.ts';
import { MemoryMemento, MemoryPlace } from '../unit/accounts/scripted.ts';

const id = accountId('keychain-suite');
const secret = 'pä ss  wörd ✉';

describe('secrets in a real keyring', () => {
  afterEach(() => keytar.deletePassword(serviceName, id));

  it('are kept, found and forgotten', async () => {
    const keychain = new Keychain();
    assert.equal(await keychain.get(id), null);
    await keychain.set(id, secret);
    assert.equal(await new Keychain().get(id), secret);
    await keychain.delete(id);
    await keychain.delete(id);
    assert.equal(await keychain.get(id), null);
  });

  it('go there first, under the name that people see, and nowhere else', async () => {
    const [storage, memory] = [new MemoryPlace(), new MemoryMemento()];
    const store = new PreferredSecretStore({ keychain: new Keychain(), storage, memory });
    assert.equal(await store.set(id, secret), 'keychain');
    assert.equal(await keytar.getPassword('Mail Explorer', id), secret);
    assert.equal(await store.place(id), 'keychain');
    assert.equal(storage.secrets.size, 0);
    assert.ok(!JSON.stringify([...memory.values]).includes(secret));
    await store.delete(id);
    assert.equal(await keytar.getPassword('Mail Explorer', id), null);
  });

  it('are put there by the running extension, with the keytar that ships with it', async () => {
    const { secrets } = await runningRegistry();
    assert.equal(await secrets.set(id, secret), 'keychain');
    assert.equal(await keytar.getPassword('Mail Explorer', id), secret);
    assert.equal(await secrets.get(id), secret);
    await secrets.delete(id);
    assert.equal(await keytar.getPassword('Mail Explorer', id), null);
    assert.equal(await secrets.place(id), null);
  });

  it('move into the keyring once there is one', async () => {
    const [storage, memory] = [new MemoryPlace(), new MemoryMemento()];
    const absent = new Keychain({ load: () => Promise.reject(new Error('no libsecret')) });
    assert.equal(
      await new PreferredSecretStore({ keychain: absent, storage, memory }).set(id, 'old'),
      'secret-storage',
    );
    const store = new PreferredSecretStore({ keychain: new Keychain(), storage, memory });
    assert.equal(await store.get(id), 'old');
    assert.equal(await store.set(id, secret), 'keychain');
    assert.equal(storage.secrets.size, 0);
    assert.equal(await store.get(id), secret);
  });

  it('are unavailable, not lost, while the keyring does not answer', async () => {
    const memory = new MemoryMemento();
    const storage = new MemoryPlace();
    await new PreferredSecretStore({ keychain: new Keychain(), storage, memory }).set(id, secret);
    const silent = new Keychain({
      load: () => Promise.resolve({ ...keytar, getPassword: () => new Promise(() => undefined) }),
      timeoutMs: 5,
    });
    await assert.rejects(silent.get(id), PlaceUnavailableError);
    assert.equal(await new PreferredSecretStore({ keychain: silent, storage, memory }).get(id), null);
    assert.equal(await new PreferredSecretStore({ keychain: new Keychain(), storage, memory }).get(id), secret);
  });
});

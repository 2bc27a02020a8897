import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Keychain, serviceName, type Keytar } from '../../../extension/accounts/secrets/keychain.ts';
import { PlaceUnavailableError } from '../../../extension/accounts/secrets/port.ts';
import { accountId } from '../../../extension/mail/model.ts';

const id = accountId('a');

function keytar(parts: Partial<Keytar> = {}): Keytar {
  const kept = new Map<string, string>();
  return {
    getPassword: (service, account) => Promise.resolve(kept.get(`${service}/${account}`) ?? null),
    setPassword: (service, account, password) => Promise.resolve(void kept.set(`${service}/${account}`, password)),
    deletePassword: (service, account) => Promise.resolve(kept.delete(`${service}/${account}`)),
    ...parts,
  };
}

const unavailable = (error: unknown): boolean => error instanceof PlaceUnavailableError && !error.message.includes('/');

describe('keychain', () => {
  it('keeps secrets under the name of the extension and the id of the account', async () => {
    const asked: string[] = [];
    const inner = keytar();
    const keychain = new Keychain({
      load: () =>
        Promise.resolve({
          ...inner,
          setPassword: (service, account, password) => {
            asked.push(`${service} ${account}`);
            return inner.setPassword(service, account, password);
          },
        }),
    });
    assert.equal(await keychain.get(id), null);
    await keychain.set(id, 's');
    assert.equal(await keychain.get(id), 's');
    await keychain.delete(id);
    await keychain.delete(id);
    assert.equal(await keychain.get(id), null);
    assert.deepEqual(asked, [`${serviceName} a`]);
    assert.equal(serviceName, 'Mail Explorer');
  });

  it('is unavailable when the native module does not load, and loads it again next time', async () => {
    let loads = 0;
    const load = (): Promise<Keytar> =>
      ++loads === 1 ? Promise.reject(new Error('libsecret-1.so.0: cannot open /usr/lib/x')) : Promise.resolve(keytar());
    const keychain = new Keychain({ load });
    await assert.rejects(keychain.get(id), unavailable);
    assert.equal(await keychain.get(id), null);
  });

  it('is unavailable when a call fails', async () => {
    const keychain = new Keychain({
      load: () =>
        Promise.resolve(
          keytar({ setPassword: () => Promise.reject(new Error('The name org.freedesktop.secrets was not provided')) }),
        ),
    });
    await assert.rejects(keychain.set(id, 's'), unavailable);
  });

  it('is unavailable when it says nothing, and is not asked again until it has answered', async () => {
    let answer: (password: string | null) => void = () => undefined;
    let calls = 0;
    const getPassword = (): Promise<string | null> => {
      calls++;
      return calls === 1 ? new Promise((resolve) => (answer = resolve)) : Promise.resolve('s');
    };
    const keychain = new Keychain({ load: () => Promise.resolve(keytar({ getPassword })), timeoutMs: 5 });
    await assert.rejects(keychain.get(id), /did not answer in time/);
    await assert.rejects(keychain.get(id), /has not answered an earlier question/);
    assert.equal(calls, 1);
    answer('late');
    await new Promise(setImmediate);
    assert.equal(await keychain.get(id), 's');
  });
});

import assert from 'node:assert/strict';
import * as keytar from 'keytar';
import { describe, it } from 'mocha';

describe('the keyring of this suite', () => {
  it('keeps a secret, finds it and forgets it, inside the extension host', async () => {
    await keytar.setPassword('mail-explorer-test', 'ada', 'pa§s ✉');
    assert.equal(await keytar.getPassword('mail-explorer-test', 'ada'), 'pa§s ✉');
    assert.equal(await keytar.deletePassword('mail-explorer-test', 'ada'), true);
    assert.equal(await keytar.getPassword('mail-explorer-test', 'ada'), null);
  });
});

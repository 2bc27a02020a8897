import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { runOracle } from '../oracle/oracle.ts';
import { startDovecot, type Dovecot } from './dovecot.ts';

describe('our view of a mailbox that another client changes at random', () => {
  let dovecot: Dovecot;
  before(async () => (dovecot = await startDovecot()));
  after(() => dovecot.stop());

  for (const seed of [1, 2])
    it(`is the server's at every checkpoint, seed ${seed} (npm run oracle for longer)`, async () => {
      const result = await runOracle({ dovecot, commands: 600, seed, every: 20 });
      assert.ok(result.checkpoints >= 30);
      assert.ok(result.reconnects > 0 && result.events > 100);
      // The sequence numbers were compared for more than the odd message.
      assert.ok(result.places > 1_000, `${result.places} places`);
    });
});

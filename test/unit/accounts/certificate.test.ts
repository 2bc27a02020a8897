import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { factsOf } from '../../../extension/accounts/certificate-facts.ts';
import { describeCertificate } from '../../../extension/accounts/describe-certificate.ts';

const fingerprint256 = Array(32).fill('AB').join(':');

describe('what is shown of a certificate', () => {
  it('reads names, issuer and dates', () => {
    const facts = factsOf({
      fingerprint256,
      subject: { CN: 'imap.example.org', O: ['Example', 'Org'] },
      issuer: { CN: 'Example CA', O: 'Example CA' },
      subjectaltname: 'DNS:imap.example.org, IP Address:192.0.2.1',
      valid_from: 'Jan  1 00:00:00 2025 GMT',
      valid_to: 'Jan  1 00:00:00 2026 GMT',
    });
    assert.deepEqual(facts, {
      fingerprint256,
      subject: 'imap.example.org, Example, Org',
      issuer: 'Example CA',
      names: ['imap.example.org', '192.0.2.1'],
      validFrom: 'Jan  1 00:00:00 2025 GMT',
      validTo: 'Jan  1 00:00:00 2026 GMT',
    });
  });

  it('has null where there is none', () => {
    assert.equal(factsOf({}), null);
  });

  it('lets a hostile certificate write no line of its own', () => {
    const facts = {
      fingerprint256,
      subject: 'a\nSHA-256: 00:00',
      issuer: `\u202e${'x'.repeat(1000)}`,
      names: [],
      validFrom: null,
      validTo: null,
    };
    const lines = describeCertificate('imap.example.org:993', 'The certificate has expired.', facts).split('\n');
    assert.deepEqual(
      lines.filter((line) => line.startsWith('SHA-256')),
      [`SHA-256: ${fingerprint256}`],
    );
    assert.ok(lines.every((line) => line.length < 200 && !line.includes('\u202e')));
    assert.ok(lines.includes('Good for: (not said)'));
  });
});

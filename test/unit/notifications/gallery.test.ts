import assert from 'node:assert/strict';
import { test } from 'node:test';
import { english } from '../../../extension/translate.ts';
import { all, lookup } from '../../../extension/explain/catalogue.ts';
import { actionLabel } from '../../../extension/notifications/action-labels.ts';
import { codeFacts, surfaces } from '../../../extension/notifications/code-facts.ts';
import { exampleLine, galleryItems } from '../../../extension/notifications/gallery-items.ts';
import { policyTable } from '../../../extension/notifications/policy-table.ts';

test('the gallery lists every status and code with source, surface and meaning', () => {
  const items = galleryItems(all);
  assert.deepEqual(
    items.map((item) => item.label),
    all.filter((entry) => entry.kind !== 'class').map((entry) => entry.name),
  );
  const alert = items.find((item) => item.label === 'ALERT');
  assert.equal(alert?.description, 'RFC 9051 §7.1 · modal†');
  for (const item of items) assert.match(item.description, / · \w/, item.label);
});

test('surfaces tell their conditions', () => {
  assert.equal(surfaces('OVERQUOTA'), 'error† (NO/BAD, tagged), warning†');
  assert.equal(surfaces('READ-ONLY'), 'info (was read write), state');
  assert.equal(surfaces('X-FOO'), '');
});

test('the facts of a code name source, surface, what is offered and what happens by itself', () => {
  const entry = lookup('MODIFIED');
  assert.ok(entry);
  const facts = codeFacts(entry, english);
  assert.equal(facts.source, 'RFC 7162 §3.1.3');
  assert.equal(facts.surface, 'warning');
  assert.deepEqual(facts.actions, ['Reload', 'Overwrite']);
  assert.match(facts.meaning, /nobody else had changed/);
  const referral = lookup('REFERRAL');
  assert.ok(referral);
  assert.deepEqual(codeFacts(referral, english).effects, ['Never followed by itself.']);
});

test('every action that the table offers has a label of its own', () => {
  const actions = [...new Set(policyTable.flatMap((row) => row.actions))];
  const labels = actions.map((action) => actionLabel(action, english));
  assert.equal(new Set(labels).size, actions.length);
});

test('examples come apart into what a server can be made to say', () => {
  const of = (name: string) => {
    const entry = lookup(name);
    assert.ok(entry, name);
    return exampleLine(entry);
  };
  assert.deepEqual(of('ALERT'), {
    name: 'ALERT',
    tagged: false,
    status: 'OK',
    code: 'ALERT',
    text: 'System shutdown in 10 minutes',
  });
  assert.deepEqual(of('COPYUID'), {
    name: 'COPYUID',
    tagged: true,
    status: 'OK',
    code: 'COPYUID 38505 304,319:320 3956:3958',
    text: 'Done',
  });
  assert.deepEqual(of('BYE'), {
    name: 'BYE',
    tagged: false,
    status: 'BYE',
    code: null,
    text: 'Autologout; idle for too long',
  });
  for (const item of galleryItems(all)) {
    const example = exampleLine(item.entry);
    const code = example.code === null ? '' : `[${example.code}] `;
    assert.equal(`${example.tagged ? 'a1' : '*'} ${example.status} ${code}${example.text}`, item.entry.example);
  }
});

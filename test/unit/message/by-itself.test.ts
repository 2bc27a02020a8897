import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSource } from '../../faults/read-source.ts';

const root = join(import.meta.dirname, '../../..');
const files = readdirSync(join(root, 'extension'), { recursive: true, encoding: 'utf8' })
  .map((name) => `extension/${name.replaceAll('\\', '/')}`)
  .filter((name) => name.endsWith('.ts'))
  .sort();

/** `file: what stands in the line above`, for each line that `pattern` finds. */
function places(pattern: RegExp): string[] {
  return files.flatMap((file) => {
    const lines = readSource(file).split('\n');
    return lines.flatMap((line, at) => (pattern.test(line) ? [`${file}: ${lines[at - 1]?.trim() ?? ''}`] : []));
  });
}

test('fault 41: files are written and attachments opened by what a person chose alone', () => {
  assert.deepEqual(places(/\battachments\.(?:open|save\w*)\(/), [
    "extension/message/message-panel.ts: case 'openAttachment':",
    "extension/message/message-panel.ts: case 'saveAttachment':",
    "extension/message/message-panel.ts: case 'saveAll':",
    'extension/message/register.ts: const picked = model === null ? null : await pickAttachment(model, () => true);',
    "extension/message/register.ts: const picked = model === null ? null : await pickAttachment(model, ({ opens }) => opens !== 'save');",
    'extension/message/register.ts: const model = activeModel(editors);',
    'extension/message/register.ts: const picked = model === null ? [] : await pickAttachments(model);',
    'extension/message/register.ts: const model = activeModel(editors);',
  ]);
  const writers = files.filter((file) =>
    /\b(?:writeFile|appendFile|createWriteStream|saveToFile|saveToNewFile)\(/.test(readSource(file)),
  );
  assert.deepEqual(writers, [
    'extension/message/attachments.ts',
    'extension/message/export.ts',
    'extension/message/git-am.ts',
    'extension/message/message-file-system.ts',
    'extension/message/save-file.ts',
  ]);
});

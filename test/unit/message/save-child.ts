// Saves into a folder and kills itself before chunk `at`; behind the last chunk it ends as it should.
import { join } from 'node:path';
import { saveToFile, saveToNewFile } from '../../../extension/message/save-file.ts';

const [folder = '', kind = '', at = ''] = process.argv.slice(2);
const chunks = ['one ', 'two ', 'three'];

async function* source(): AsyncGenerator<Uint8Array> {
  for (const [index, chunk] of [...chunks, ''].entries()) {
    if (index === Number(at)) process.kill(process.pid, 'SIGKILL');
    await Promise.resolve();
    yield Buffer.from(chunk);
  }
}

const never = new AbortController().signal;
if (kind === 'over') await saveToFile(join(folder, 'a.txt'), source(), never);
else await saveToNewFile(folder, (attempt) => (attempt === 0 ? 'b.txt' : `b (${attempt + 1}).txt`), source(), never);

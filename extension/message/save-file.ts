import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Writes a stream beside its target and renames it when it is whole, so that a half-written file never bears the name.
 * Whatever fails or is aborted removes what was written. Returns the octets written.
 */
export async function saveToFile(
  target: string,
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<number> {
  const temporary = join(dirname(target), `.mail-explorer-${randomBytes(6).toString('hex')}.part`);
  const file = await open(temporary, 'wx');
  let written = 0;
  try {
    try {
      for await (const chunk of source) {
        signal.throwIfAborted();
        await writeAll(file, chunk);
        written += chunk.length;
      }
      signal.throwIfAborted();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
    return written;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** As `saveToFile`, but never over an existing file: `nameAt(0)`, `nameAt(1)`, … until one is free. Returns the name taken. */
export async function saveToNewFile(
  folder: string,
  nameAt: (attempt: number) => string,
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    const target = join(folder, nameAt(attempt));
    if (!(await reserve(target))) continue;
    try {
      await saveToFile(target, source, signal);
      return nameAt(attempt);
    } catch (error) {
      await rm(target, { force: true });
      throw error;
    }
  }
}

/** Takes the name by an empty file, which no other program can do at the same time. */
async function reserve(target: string): Promise<boolean> {
  try {
    await (await open(target, 'wx')).close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function writeAll(file: Awaited<ReturnType<typeof open>>, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length;) at += (await file.write(chunk, at)).bytesWritten;
}

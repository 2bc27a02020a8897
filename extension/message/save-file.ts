import { randomBytes } from 'node:crypto';
import { link, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Writes a stream beside its target and renames it when it is whole, so that a half-written file never bears the name, not even when
 * the process is killed. Whatever fails or is aborted removes what was written. Returns the octets written.
 */
export async function saveToFile(
  target: string,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  signal: AbortSignal,
): Promise<number> {
  return withTemporary(dirname(target), source, signal, async (temporary, written) => {
    await rename(temporary, target);
    return written;
  });
}

/** As `saveToFile`, but never over an existing file: `nameAt(0)`, `nameAt(1)`, … until one is free. Returns the name taken. */
export async function saveToNewFile(
  folder: string,
  nameAt: (attempt: number) => string,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  signal: AbortSignal,
): Promise<string> {
  return withTemporary(folder, source, signal, async (temporary) => {
    for (let attempt = 0; ; attempt++) {
      if (await placeNew(temporary, join(folder, nameAt(attempt)))) return nameAt(attempt);
    }
  });
}

const temporaryName = /^\.mail-explorer-[0-9a-f]{12}\.part$/;
/** A file that is being written is touched again and again; one this old has lost its writer. In ms. */
const abandoned = 60 * 60 * 1000;

/** Removes what a killed window left behind in the folder: only our own temporary files, and only old ones. Never rejects. */
export async function sweep(folder: string, now = Date.now()): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => temporaryName.test(one))) {
    const path = join(folder, name);
    try {
      const found = await stat(path);
      if (found.isFile() && now - found.mtimeMs > abandoned) await rm(path, { force: true });
    } catch {
      // Gone meanwhile, or not ours to remove: it stays.
    }
  }
}

async function withTemporary<T>(
  folder: string,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  signal: AbortSignal,
  place: (temporary: string, written: number) => Promise<T>,
): Promise<T> {
  await sweep(folder);
  const temporary = join(folder, `.mail-explorer-${randomBytes(6).toString('hex')}.part`);
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
    return await place(temporary, written);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Gives the whole file its name, unless something bears it already. */
async function placeNew(temporary: string, target: string): Promise<boolean> {
  try {
    // A second name is given in one step and only where there is none; rename would take the place of what is there.
    await link(temporary, target);
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    return await placeWithoutLink(temporary, target);
  }
  await rm(temporary, { force: true });
  return true;
}

/** Where the file system has no second names: the name is taken by an empty file, which no other program can do at the same time. */
async function placeWithoutLink(temporary: string, target: string): Promise<boolean> {
  try {
    await (await open(target, 'wx')).close();
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
  try {
    await rename(temporary, target);
    return true;
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

async function writeAll(file: Awaited<ReturnType<typeof open>>, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length;) at += (await file.write(chunk, at)).bytesWritten;
}

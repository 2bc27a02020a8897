import { randomUUID } from 'node:crypto';
import { open, statfs, unlink, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Spill } from '../session/spill.ts';

const mebibyte = 1024 * 1024;
/** Octets of the disk that stay free: others need it too. */
const defaultReserve = 256 * mebibyte;
/** Octets written between two looks at what is free. */
const lookEvery = 16 * mebibyte;

export interface SpillFileOptions {
  /** Default the system's folder for temporary files. */
  readonly folder?: string;
  /** Octets that must stay free where the file lies; default 256 MiB. */
  readonly reserve?: number;
}

/**
 * A file that only this process can read, without a name from the first moment on (where a system cannot remove the name of an open
 * file, from `close` on). Rejects with an error of the file system; `ENOSPC` when less than the reserve would be left.
 */
export async function openSpillFile(options: SpillFileOptions = {}): Promise<Spill> {
  const path = join(options.folder ?? tmpdir(), `imap-${randomUUID()}.tmp`);
  const file = await open(path, 'wx+', 0o600);
  const unnamed = await unlink(path).then(
    () => true,
    () => false,
  );
  return new SpillFile(file, unnamed ? null : path, options);
}

class SpillFile implements Spill {
  readonly #file: FileHandle;
  readonly #path: string | null;
  readonly #folder: string;
  readonly #reserve: number;
  #sinceLook = lookEvery;

  constructor(
    file: FileHandle,
    path: string | null,
    { folder = tmpdir(), reserve = defaultReserve }: SpillFileOptions,
  ) {
    this.#file = file;
    this.#path = path;
    this.#folder = folder;
    this.#reserve = reserve;
  }

  async write(octets: Uint8Array, position: number): Promise<void> {
    this.#sinceLook += octets.length;
    if (this.#sinceLook >= lookEvery) {
      this.#sinceLook = 0;
      const { bavail, bsize } = await statfs(this.#folder);
      if (bavail * bsize < this.#reserve)
        throw Object.assign(new Error('The disk is nearly full.'), { code: 'ENOSPC' });
    }
    for (let at = 0; at < octets.length;) {
      const { bytesWritten } = await this.#file.write(octets, at, octets.length - at, position + at);
      at += bytesWritten;
    }
  }

  async read(position: number, length: number): Promise<Buffer> {
    const octets = Buffer.allocUnsafeSlow(length);
    let at = 0;
    while (at < length) {
      const { bytesRead } = await this.#file.read(octets, at, length - at, position + at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return octets.subarray(0, at);
  }

  async close(): Promise<void> {
    try {
      await this.#file.close();
    } finally {
      if (this.#path !== null) await unlink(this.#path).catch(() => undefined);
    }
  }
}

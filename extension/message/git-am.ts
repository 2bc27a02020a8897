import { execFile } from 'node:child_process';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How a run of git ended. */
export interface GitResult {
  readonly ok: boolean;
  /** Both of git's streams, its last lines. */
  readonly text: string;
}

/** Runs git without a shell, without asking anybody anything. `missing` when there is no git. */
export function git(folder: string, ...args: readonly string[]): Promise<GitResult> {
  const env = { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_EDITOR: 'true', LC_ALL: 'C.UTF-8' };
  return new Promise((resolve) => {
    execFile('git', [...args], { cwd: folder, env, maxBuffer: 8 * 1024 * 1024 }, (error, stdout, stderr) => {
      const missing = error !== null && 'code' in error && error.code === 'ENOENT';
      const text = `${stdout}${stderr}`.trim().split('\n').slice(-12).join('\n');
      resolve({ ok: error === null, text: missing ? 'git was not found.' : text });
    });
  });
}

/** Top folder of the repository that `folder` belongs to; null outside of one. */
export async function repositoryOf(folder: string): Promise<string | null> {
  const { ok, text } = await git(folder, 'rev-parse', '--show-toplevel');
  return ok && text !== '' ? text : null;
}

/** The commit checked out; empty where there is none yet. */
export async function headOf(repository: string): Promise<string> {
  const { ok, text } = await git(repository, 'rev-parse', '--verify', '-q', 'HEAD');
  return ok ? text : '';
}

/** `<short hash> <subject>` of what was committed since, oldest first. `since` as `headOf` gave it. */
export async function commitsSince(repository: string, since: string): Promise<readonly string[]> {
  const range = since === '' ? 'HEAD' : `${since}..HEAD`;
  const { ok, text } = await git(repository, 'log', '--reverse', '--format=%h %s', range);
  return ok ? text.split('\n').filter((line) => line !== '') : [];
}

/** An earlier `git am` or rebase is not finished. */
export async function amInProgress(repository: string): Promise<boolean> {
  const { ok, text } = await git(repository, 'rev-parse', '--git-path', 'rebase-apply');
  if (!ok) return false;
  const path = text.startsWith('/') || /^[A-Za-z]:/.test(text) ? text : join(repository, text);
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Applies mails, exactly as they are, in their order. What stops half way is left for `git am --continue` or `abort`. */
export async function applyMails(repository: string, mails: readonly Uint8Array[]): Promise<GitResult> {
  return withFiles(mails, 'eml', (files) => git(repository, 'am', '--3way', '--', ...files));
}

/** A plain diff, into the working tree, all of it or nothing. */
export async function applyDiff(repository: string, diff: Uint8Array): Promise<GitResult> {
  return withFiles([diff], 'diff', (files) => git(repository, 'apply', '--whitespace=nowarn', '--', ...files));
}

export function abortAm(repository: string): Promise<GitResult> {
  return git(repository, 'am', '--abort');
}

async function withFiles(
  contents: readonly Uint8Array[],
  ending: string,
  work: (files: readonly string[]) => Promise<GitResult>,
): Promise<GitResult> {
  const folder = await mkdtemp(join(tmpdir(), 'mail-explorer-patch-'));
  try {
    const files = contents.map((_, at) => join(folder, `${String(at + 1).padStart(4, '0')}.${ending}`));
    for (const [at, file] of files.entries()) await writeFile(file, contents[at] ?? '', { mode: 0o600 });
    return await work(files);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the subject of a mailed patch says of its place (git-format-patch): `[PATCH v2 3/7] title`. */
export interface PatchSubject {
  /** 1 where none is named. */
  readonly version: number;
  /** 0 is the cover letter; 1 of 1 where nothing is counted. */
  readonly number: number;
  readonly total: number;
  readonly title: string;
}

/** Null when the subject announces no patch. */
export function parsePatchSubject(subject: string): PatchSubject | null {
  const match = /^(?:\s*\[[^\]]{0,80}\])*?\s*\[([^\]]{0,80}\bPATCH\b[^\]]{0,80})\]\s*(.{0,500})$/is.exec(
    subject.slice(0, 1000),
  );
  // An answer quotes a patch; it is none.
  if (match === null || /^\s*(?:re|aw|fwd?)\s*:/i.test(subject)) return null;
  const [, mark = '', title = ''] = match;
  const version = /\bv(\d{1,3})\b/i.exec(mark)?.[1];
  const count = /\b(\d{1,4})\/(\d{1,4})\b/.exec(mark);
  return {
    version: Number(version ?? 1),
    number: Number(count?.[1] ?? 1),
    total: Number(count?.[2] ?? 1),
    title: title.trim(),
  };
}

/** Whether a text holds a unified diff, as git or diff -u write them. */
export function holdsDiff(text: string): boolean {
  return /^diff --git \S/m.test(text) || /^--- \S[^\n]*\n\+\+\+ \S[^\n]*\n@@ -\d/m.test(text);
}

/** Files that a diff changes, in order, each once. */
export function changedFiles(text: string): readonly string[] {
  const names = [
    ...text.matchAll(/^\+\+\+ (?:b\/)?([^\t\n\r]{1,500})|^diff --git a\/[^\n]{0,500}? b\/([^\n\r]{1,500})$/gm),
  ];
  const files = names.map((match) => (match[1] ?? match[2] ?? '').trim()).filter((name) => name !== '/dev/null');
  return [...new Set(files)];
}

interface Mail {
  readonly subject: string;
  /** Address of the writer, lower case. */
  readonly from: string;
}

/** The patches of the series that `of` belongs to, in order, each once; cover letter, answers and other versions left out. */
export function seriesOf<T extends Mail>(mails: readonly T[], of: Mail): readonly T[] {
  const wanted = parsePatchSubject(of.subject);
  if (wanted === null) return [];
  const found = new Map<number, T>();
  for (const mail of mails) {
    const own = parsePatchSubject(mail.subject);
    if (own === null || own.number === 0 || own.version !== wanted.version || own.total !== wanted.total) continue;
    if (mail.from.toLowerCase() === of.from.toLowerCase() && !found.has(own.number)) found.set(own.number, mail);
  }
  return [...found].sort(([a], [b]) => a - b).map(([, mail]) => mail);
}

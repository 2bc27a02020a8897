/** One right of an access control list. */
export interface Right {
  readonly letter: string;
  /** What it lets a user do, as the end of "You may …". */
  readonly meaning: string;
}

/** RFC 4314 §2.1, in its order. */
export const rights: readonly Right[] = [
  { letter: 'l', meaning: 'see the mailbox in lists' },
  { letter: 'r', meaning: 'read it and its messages' },
  { letter: 's', meaning: 'mark messages as read or unread' },
  { letter: 'w', meaning: 'set other flags and keywords' },
  { letter: 'i', meaning: 'put messages into it' },
  { letter: 'p', meaning: 'send mail to its address' },
  { letter: 'k', meaning: 'create mailboxes below it' },
  { letter: 'x', meaning: 'delete or rename it' },
  { letter: 't', meaning: 'mark messages as deleted' },
  { letter: 'e', meaning: 'remove messages that are marked as deleted' },
  { letter: 'a', meaning: 'change who may do what' },
  { letter: 'n', meaning: 'write shared annotations' },
];

/** Of RFC 2086; servers still send them beside the letters that replaced them (RFC 4314 §2.1.1). */
const obsolete = 'cd';

/** Every known right with whether `granted` (as `lrs`) holds it, then the letters that nobody here knows. */
export function rightsInWords(granted: string): readonly (Right & { readonly granted: boolean })[] {
  const known = rights.map((right) => ({ ...right, granted: granted.includes(right.letter) }));
  const others = [...new Set(granted)].filter(
    (letter) => !obsolete.includes(letter) && !rights.some((right) => right.letter === letter),
  );
  return [...known, ...others.map((letter) => ({ letter, meaning: 'a right of this server’s own', granted: true }))];
}

import type { MailboxInfo } from '../mail/model.ts';

/** A node of the mailbox tree: `info` is null where the server listed children but not their parent. */
export interface MailboxNode {
  /** Last part of the name, for people. */
  readonly label: string;
  /** Wire name of the node, also for parents that were not listed. */
  readonly wire: string;
  readonly info: MailboxInfo | null;
  readonly children: readonly MailboxNode[];
}

interface Draft {
  label: string;
  readonly wire: string;
  info: MailboxInfo | null;
  readonly children: Map<string, Draft>;
}

const order = ['\\Inbox', '\\Flagged', '\\Important', '\\Drafts', '\\Sent', '\\Archive', '\\All', '\\Junk', '\\Trash'];

/** Arranges listed mailboxes by their hierarchy delimiter (RFC 9051 §5.1.1): INBOX first, then special uses, then by name. */
export function mailboxHierarchy(mailboxes: readonly MailboxInfo[]): readonly MailboxNode[] {
  const roots = new Map<string, Draft>();
  for (const info of mailboxes) {
    const wires = split(info.name.wire, info.delimiter);
    const labels = split(info.name.display, info.delimiter);
    let level = roots;
    let wire = '';
    wires.forEach((part, depth) => {
      wire = depth === 0 ? part : `${wire}${info.delimiter ?? ''}${part}`;
      let draft = level.get(part);
      if (draft === undefined) {
        // A decoded name may hold the delimiter where the wire name does not; then only the wire part is sure.
        draft = {
          label: labels.length === wires.length ? (labels[depth] ?? part) : part,
          wire,
          info: null,
          children: new Map(),
        };
        level.set(part, draft);
      }
      if (depth === wires.length - 1) draft.info = info;
      level = draft.children;
    });
  }
  return finish(roots);
}

function split(name: string, delimiter: string | null): string[] {
  if (delimiter === null || delimiter === '') return [name];
  // Empty parts (a leading or doubled delimiter) stay glued to their neighbour: they must not vanish from the name.
  const parts: string[] = [];
  let pending = '';
  for (const part of name.split(delimiter)) {
    if (part === '') pending += delimiter;
    else {
      parts.push(pending + part);
      pending = '';
    }
  }
  if (parts.length === 0) return [name];
  return parts;
}

function finish(level: ReadonlyMap<string, Draft>): readonly MailboxNode[] {
  const nodes = [...level.values()].map((draft) => ({
    label: draft.label,
    wire: draft.wire,
    info: draft.info,
    children: finish(draft.children),
  }));
  return nodes.sort((a, b) => rank(a) - rank(b) || a.label.localeCompare(b.label));
}

function rank(node: MailboxNode): number {
  const at = order.indexOf(node.info?.specialUse ?? '');
  return at < 0 ? order.length : at;
}

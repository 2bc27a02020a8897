import type * as imap from '../../../extension/imap/index.ts';
import type { Scene } from './scene.ts';

interface Common {
  /** Without which the case cannot be; `IMAP4rev1` where nothing special is needed. */
  readonly capability: string;
  readonly name: string;
  works(scene: Scene): Promise<void>;
}

/** One thing that the core does with a real server, and what it does where the server cannot. */
export type Case = Common &
  (
    | { readonly refused: (scene: Scene, mailbox: imap.Mailbox) => Promise<unknown> }
    | { readonly otherwise: (scene: Scene) => Promise<void> }
  );

/** Every server of the tests offers it: a case of the core protocol. */
export function core(name: string, works: (scene: Scene) => Promise<void>): Case {
  return { capability: 'IMAP4rev1', name, works, otherwise: works };
}

import type { Workbench } from './workbench.ts';

/** Raises the example of a response code in the demo mailbox, as a curious person does. */
export async function raise(window: Workbench, code: string): Promise<void> {
  await window.runCommand('Mail Explorer: Response Code Gallery');
  await window.quickInput.opened('Response Code Gallery');
  await window.quickInput.fill(code);
  await window.quickInput.pick(code);
  await window.quickInput.opened(`${code} · `);
  await window.quickInput.pick(/Raise It/);
}

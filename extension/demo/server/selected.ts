import type { CommandContext } from './context.ts';
import { bad } from './refusal.ts';
import type { SelectedView } from './selected-view.ts';

/** The selected mailbox; the dispatcher has seen to it that there is one. */
export function selectedView(context: CommandContext): SelectedView {
  if (context.selected === null) throw bad('Select a mailbox first');
  return context.selected;
}

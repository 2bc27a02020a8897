import * as vscode from 'vscode';
import { commands } from '../commands.ts';
import { catalogue } from './catalogue.ts';
import { exampleLine, galleryItems } from './gallery-items.ts';
import type { ExampleLine, GalleryItem } from './gallery-items.ts';
import { codeFacts } from './code-facts.ts';

export interface GalleryPorts {
  /** Makes the demo server say this over a real connection: at once if untagged, as the answer to a command of the person's if tagged. */
  readonly raise: (example: ExampleLine) => void | Promise<void>;
}

/** Registers the Response Code Gallery: pick a code to read about it, then raise it or copy its example. */
export function registerGallery(ports: GalleryPorts): vscode.Disposable {
  return vscode.commands.registerCommand(commands.showResponseCodeGallery, () => showGallery(ports));
}

async function showGallery(ports: GalleryPorts): Promise<void> {
  const picked = await vscode.window.showQuickPick([...galleryItems((await catalogue()).all)], {
    title: vscode.l10n.t('Response Code Gallery'),
    placeHolder: vscode.l10n.t('Search by name, RFC, surface or meaning. † shows for background commands too.'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked !== undefined) await showCode(picked, ports);
}

async function showCode(item: GalleryItem, ports: GalleryPorts): Promise<void> {
  const { entry } = item;
  const facts = codeFacts(entry, (sentence, ...values) => vscode.l10n.t(sentence, ...values));
  const offered = facts.actions.length === 0 ? [] : [vscode.l10n.t('Offers: {0}.', facts.actions.join(' · '))];
  const raise = {
    label: `$(play) ${vscode.l10n.t('Raise It')}`,
    description: vscode.l10n.t('in the demo mailbox'),
    detail: entry.example,
  };
  const copy = {
    label: `$(copy) ${vscode.l10n.t('Copy Example')}`,
    detail: vscode.l10n.t('Sent in: {0}', entry.sentIn.join('; ')),
  };
  const back = {
    label: `$(arrow-left) ${vscode.l10n.t('All Codes')}`,
    detail: [entry.meaning, ...facts.effects, ...offered].join(' '),
  };
  const chosen = await vscode.window.showQuickPick([raise, copy, back], {
    title: `${entry.name} · ${item.description}`,
  });
  // The same ALERT is shown once only, so that the time makes each of them another.
  const text = (said: string) => vscode.l10n.t('{0} (raised at {1})', said, new Date().toLocaleTimeString());
  const example = exampleLine(entry);
  if (chosen === raise) await ports.raise({ ...example, text: text(example.text) });
  else if (chosen === copy) await vscode.env.clipboard.writeText(entry.example);
  else if (chosen === back) await showGallery(ports);
}

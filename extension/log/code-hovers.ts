import * as vscode from 'vscode';
import { catalogue } from '../notifications/catalogue.ts';
import { codeFacts } from '../notifications/code-facts.ts';
import { codeAt } from './code-at.ts';

/** What a response code means, where the pointer is on one in the protocol log. Our own words only: nothing of the line is repeated. */
export function registerCodeHovers(): vscode.Disposable {
  return vscode.languages.registerHoverProvider('imap-log', {
    async provideHover(document, position) {
      const found = codeAt(document.lineAt(position.line).text.slice(0, 8000), position.character);
      const entry = found === null ? undefined : (await catalogue()).lookup(found.name);
      if (found === null || entry === undefined) return undefined;
      const facts = codeFacts(entry, (sentence, ...values) => vscode.l10n.t(sentence, ...values));
      const text = new vscode.MarkdownString();
      text.appendMarkdown(`**${facts.name}** · ${facts.source}\n\n`);
      text.appendText([facts.meaning, ...facts.effects].join(' '));
      text.appendMarkdown('\n\n');
      const lines = [vscode.l10n.t('Shows as: {0}', facts.surface)];
      if (facts.actions.length > 0) lines.push(vscode.l10n.t('Offers: {0}.', facts.actions.join(' · ')));
      text.appendText(lines.join('\n'));
      return new vscode.Hover(text, new vscode.Range(position.line, found.start, position.line, found.end));
    },
  });
}

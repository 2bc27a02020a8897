import * as vscode from 'vscode';
import type { ResponseFilter } from './responses-filter.ts';
import { noFilter } from './responses-filter.ts';
import type { ResponseRecord } from './responses-list.ts';

type Item = vscode.QuickPickItem & { readonly change?: Partial<ResponseFilter> | 'text' };

/** Asks what of the list is to be shown: one facet at a time, on top of those chosen before. Undefined when the person thought better of it. */
export async function pickFilter(
  records: readonly ResponseRecord[],
  filter: ResponseFilter,
): Promise<ResponseFilter | undefined> {
  const picked = await vscode.window.showQuickPick(itemsFor(records, filter), {
    title: vscode.l10n.t('Filter Server Responses'),
    placeHolder: vscode.l10n.t('What is to be shown? Choices add up.'),
    matchOnDescription: true,
  });
  if (picked?.change === undefined) return undefined;
  if (picked.change !== 'text') return { ...filter, ...picked.change };
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Filter Server Responses'),
    prompt: vscode.l10n.t('Text in the response, its code, its command or its mailbox; empty for all'),
    value: filter.text ?? '',
  });
  return text === undefined ? undefined : { ...filter, text: text.trim() === '' ? null : text.trim() };
}

function itemsFor(records: readonly ResponseRecord[], filter: ResponseFilter): Item[] {
  const head = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const choice = (label: string, change: Partial<ResponseFilter>, count: number, on: boolean): Item => ({
    label: on ? `$(check) ${label}` : label,
    description: String(count),
    change,
  });
  const accounts = new Map<string, { readonly label: string; count: number }>();
  const codes = new Map<string, number>();
  let errors = 0;
  let warnings = 0;
  for (const { account, accountLabel, code, severity } of records) {
    const known = accounts.get(account) ?? { label: accountLabel, count: 0 };
    known.count += 1;
    accounts.set(account, known);
    codes.set(code, (codes.get(code) ?? 0) + 1);
    if (severity === 'error' || severity === 'alert') errors += 1;
    else if (severity === 'warning') warnings += 1;
  }
  return [
    { label: `$(search) ${vscode.l10n.t('Text…')}`, change: 'text' },
    { label: `$(clear-all) ${vscode.l10n.t('Show All Responses')}`, change: noFilter },
    head(vscode.l10n.t('Severity')),
    choice(vscode.l10n.t('Errors only'), { severity: 'errors' }, errors, filter.severity === 'errors'),
    choice(
      vscode.l10n.t('Warnings and errors'),
      { severity: 'warnings' },
      errors + warnings,
      filter.severity === 'warnings',
    ),
    head(vscode.l10n.t('Account')),
    ...[...accounts].map(([account, { label, count }]) =>
      choice(label.replaceAll('$(', '$ ('), { account }, count, filter.account === account),
    ),
    head(vscode.l10n.t('Code')),
    ...[...codes]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, count]) => choice(code, { code }, count, filter.code === code)),
  ];
}

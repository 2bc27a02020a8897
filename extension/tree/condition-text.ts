import * as vscode from 'vscode';

/** A lasting condition in a word or two; empty for those that show in another way (an icon, the connection's state). */
export function conditionText(condition: string): string {
  switch (condition) {
    case 'over-quota':
      return vscode.l10n.t('over quota');
    case 'corrupt':
      return vscode.l10n.t('damaged');
    case 'pre-authenticated':
      return vscode.l10n.t('pre-authenticated');
    case 'throttled':
      return vscode.l10n.t('throttled');
    default:
      return '';
  }
}

import * as vscode from 'vscode';

/**
 * A web or mail address in the program that the system has for it; VS Code asks first where the domain is not trusted. It takes
 * the address as a string: a `Uri` is written anew with other escapes, by which `%26` in a link would become `&`.
 * @param url http, https or mailto, checked
 */
export async function openExternally(url: string): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', url);
}

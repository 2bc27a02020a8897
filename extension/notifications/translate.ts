/** Turns an English sentence with `{0}`-like places into the person's language; `vscode.l10n.t` fits. */
export type Translate = (sentence: string, ...values: (string | number)[]) => string;

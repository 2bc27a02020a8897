/** Turns an English sentence with `{0}`-like places into the person's language; `vscode.l10n.t` fits. */
export type Translate = (sentence: string, ...values: (string | number)[]) => string;

/** Leaves the language alone: for tests and for text that is only logged. */
export const english: Translate = (sentence, ...values) =>
  sentence.replace(/\{(\d+)\}/g, (place, index: string) => {
    const value = values[Number(index)];
    return value === undefined ? place : String(value);
  });

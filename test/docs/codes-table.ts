import { all } from '../../extension/explain/catalogue.ts';
import { codeFacts } from '../../extension/notifications/code-facts.ts';
import { english } from '../../extension/translate.ts';

const begin = '<!-- codes: written by `npm run docs:codes`; do not edit -->';
const end = '<!-- codes: end -->';

/** The table of every status and code, from the catalogue and the policy that the window works by. */
export function codesTable(): string {
  const rows = all
    .filter((entry) => entry.kind !== 'class')
    .map((entry) => {
      const { name, source, meaning, surface, actions, effects } = codeFacts(entry, english);
      const cells = [`\`${name}\``, source, [meaning, ...effects].join(' '), surface, actions.join(' · ') || '–'];
      return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
    });
  return ['| code | source | meaning | shows as | offers |', '|---|---|---|---|---|', ...rows].join('\n');
}

/** `document` with the table of now between its markers. @throws when it has none. */
export function withCodesTable(document: string): string {
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from) throw new Error('The document has no place for the table of codes.');
  return `${document.slice(0, from + begin.length)}\n\n${codesTable()}\n\n${document.slice(to)}`;
}

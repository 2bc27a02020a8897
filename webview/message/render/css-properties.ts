/**
 * Longhand properties a mail may set. What is missing is missing on purpose: anything that leaves the flow (position,
 * transform, z-index), animates, masks, generates, catches the pointer, names a resource, or sets columns (fifty of them
 * within each other hang the layout).
 */
const exact = [
  'background-attachment background-clip background-color background-image background-origin background-position-x',
  'background-position-y background-repeat background-repeat-x background-repeat-y background-size border-collapse',
  'border-spacing box-shadow box-sizing caption-side clear color color-scheme column-gap',
  'content direction display empty-cells float gap hyphens letter-spacing line-break line-height list-style-image',
  'list-style-position list-style-type mso-line-height-rule object-fit object-position opacity order orphans',
  'overflow-wrap overflow-x overflow-y quotes row-gap tab-size table-layout unicode-bidi vertical-align visibility',
  'white-space white-space-collapse text-wrap text-wrap-mode text-wrap-style widows width height min-width min-height',
  'max-width max-height word-break word-spacing word-wrap writing-mode aspect-ratio inline-size block-size',
  'min-inline-size max-inline-size min-block-size max-block-size',
].join(' ');

const allowed = new Set(exact.split(' '));

/** Families of which every longhand is harmless, given that values are checked too. */
const families = /^(?:margin|padding|border|outline|font|text|align|justify|place|flex|grid|column-rule)(?:-[a-z-]+)?$/;

/** Members of those families that name a resource or reach outside. */
const refused = /^(?:border-image|text-size-adjust|font-palette|grid-area$)/;

/** May a mail set this longhand? */
export function propertyAllowed(name: string): boolean {
  return allowed.has(name) || (families.test(name) && !refused.test(name));
}

/** Shorthands and longhands whose plain values need no look by the browser's parser. */
const plain = new Set(
  (
    'background background-color border border-bottom border-bottom-color border-collapse border-color border-left ' +
    'border-radius border-right border-spacing border-style border-top border-width box-sizing clear color direction ' +
    'display float font font-family font-size font-style font-variant font-weight height letter-spacing line-height ' +
    'list-style-type margin margin-bottom margin-left margin-right margin-top max-width min-width opacity overflow ' +
    'padding padding-bottom padding-left padding-right padding-top table-layout text-align text-decoration ' +
    'text-indent text-transform vertical-align white-space width word-break word-spacing word-wrap overflow-wrap'
  ).split(' '),
);

const plainValue = /^(?:[\w\s#.,%!+-]|'[\w\s-]*'|"[\w\s-]*"|rgba?\([\d\s,.%/]*\))*$/;

/** Lengths that depend on the height of the frame, which itself follows the content: they would chase each other. */
export const viewportUnits = /\d(?:[sld]?v(?:h|b|min|max))(?![\w-])/i;

/**
 * Decides about a `style` attribute by its text alone where that is possible: most are a few plain declarations,
 * and a newsletter has thousands of them.
 */
export function isPlainStyle(text: string): boolean {
  if (text.length > 2000 || viewportUnits.test(text)) {
    return false;
  }
  for (const part of text.split(';')) {
    const colon = part.indexOf(':');
    if (colon < 0) {
      if (part.trim() !== '') {
        return false;
      }
    } else if (!plain.has(part.slice(0, colon).trim().toLowerCase()) || !plainValue.test(part.slice(colon + 1))) {
      return false;
    }
  }
  return true;
}

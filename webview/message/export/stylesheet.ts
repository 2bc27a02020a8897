/** `html`, `body` and `:root` as whole compounds: in a shadow tree they stand for nothing. */
const root = /(^|[\s,>+~(])(?:html|:root)(?![\w-])/gi;
const body = /(^|[\s,>+~(])body(?![\w-])/gi;

function rewrite(rules: CSSRuleList): void {
  for (const rule of rules) {
    if (rule instanceof CSSStyleRule) {
      rule.selectorText = rule.selectorText.replace(root, '$1:host').replace(body, '$1.mail-body');
    } else if (rule instanceof CSSGroupingRule) {
      rewrite(rule.cssRules);
    }
  }
}

/**
 * A mail's style sheet for a shadow tree, whose host stands for the root and whose `.mail-body` for the body; safe to
 * stand between the tags of a `style` element.
 */
export function shadowSheet(css: string): string {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  rewrite(sheet.cssRules);
  const text = Array.from(sheet.cssRules, (rule) => rule.cssText).join('\n');
  // A string that holds an end tag would end the element.
  return text.replace(/<(?=[/!?])/g, String.raw`\3c `);
}

import { claimedHost, type LinkTarget } from './urls.ts';
import { displayHost } from './punycode.ts';

/** What the reader should know before following a link; empty when all is as it looks. */
export function linkWarnings(text: string, target: LinkTarget): string[] {
  const warnings: string[] = [];
  const claimed = claimedHost(text, target);
  if (claimed !== null) {
    // As the network has it: decoded, a look-alike would read as what the text says.
    const real = target.host === '' ? target.display : target.host;
    warnings.push(`The text says ${claimed}, but the link goes to ${real}.`);
  }
  if (target.international) {
    warnings.push(`The name of this host is not written in ASCII: it is ${target.host}.`);
  }
  if (target.credentials) {
    warnings.push(`What stands before “@” is not the host: the link goes to ${displayHost(target.host)}.`);
  }
  return warnings;
}

/**
 * Makes an element a link without `href`: the browser must not know the address, or it connects on hover, navigates
 * the frame on a lost click, and drags it out. Click and Enter reach the host by the caller's listeners.
 */
export function dressLink(element: HTMLElement, target: LinkTarget): void {
  const warnings = linkWarnings(element.textContent, target);
  element.classList.add('mx-link');
  if (warnings.length > 0) {
    element.classList.add('mx-mismatch');
  }
  element.setAttribute('role', 'link');
  element.setAttribute('rel', 'noopener noreferrer');
  element.tabIndex = 0;
  element.title = [target.display, ...warnings].join('\n');
}

/** A link that may not leave: it looks like text and says why. */
export function dressDeadLink(element: HTMLElement): void {
  element.classList.add('mx-dead');
  element.title = 'This link was removed: only web and mail addresses can be followed.';
}

/** A link to a place in the same mail. */
export function dressAnchor(element: HTMLElement): void {
  element.classList.add('mx-link');
  element.setAttribute('role', 'link');
  element.tabIndex = 0;
}

import type { TextParagraph } from '../../protocol.ts';
import { visibleText } from '../visible.ts';
import { findLinks } from './autolink.ts';
import { dressLink } from './links.ts';
import { quoteBlocks, type TextBlock } from './quotes.ts';
import { linkTarget, type LinkTarget } from './urls.ts';

/** Plain text as a tree, and where its links lead. */
export interface PlainText {
  readonly root: DocumentFragment;
  readonly links: ReadonlyMap<Element, LinkTarget>;
}

/** Runs longer than this are laid out only when they come into view. */
const longRun = 5000;

function appendLinked(parent: HTMLElement, text: string, links: Map<Element, LinkTarget>): void {
  let at = 0;
  for (const found of findLinks(text)) {
    const target = linkTarget(found.href);
    if (target) {
      parent.append(visibleText(text.slice(at, found.start)));
      const link = document.createElement('a');
      link.textContent = visibleText(text.slice(found.start, found.end));
      dressLink(link, target);
      links.set(link, target);
      parent.append(link);
      at = found.end;
    }
  }
  parent.append(visibleText(text.slice(at)));
}

function appendBlock(parent: ParentNode, block: TextBlock, links: Map<Element, LinkTarget>): void {
  if (block.kind === 'text') {
    const run = document.createElement('div');
    run.className = block.signature ? 'run signature' : 'run';
    run.classList.toggle('long', block.text.length > longRun);
    run.dir = 'auto';
    appendLinked(run, block.text, links);
    parent.append(run);
    return;
  }
  const details = document.createElement('details');
  details.className = 'quote';
  details.open = !block.folded;
  const summary = document.createElement('summary');
  summary.textContent = block.lines === 1 ? '1 quoted line' : `${block.lines} quoted lines`;
  const content = document.createElement('blockquote');
  block.blocks.forEach((child) => appendBlock(content, child, links));
  details.append(summary, content);
  parent.append(details);
}

/** Builds the tree of a plain text: quotes that fold, links, a dimmed signature. Nothing in it is ever markup. */
export function plainText(paragraphs: readonly TextParagraph[]): PlainText {
  const root = document.createDocumentFragment();
  const links = new Map<Element, LinkTarget>();
  quoteBlocks(paragraphs).forEach((block) => appendBlock(root, block, links));
  return { root, links };
}

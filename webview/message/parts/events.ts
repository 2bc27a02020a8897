import type { Appearance } from '../render/frame-styles.ts';
import type { BlockedHost } from '../render/inventory.ts';
import type { LinkTarget } from '../render/urls.ts';
import type { MailTab } from './tabs.ts';

/** What parts tell the view around them; all bubble through shadow roots. */
export interface MailEvents {
  /** A part of the mail stands on the page; with how its sheet looks, if it has one. */
  'mail-shown': { readonly section: string; readonly appearance: Appearance | null };
  /** All of an HTML part that will be shown stands on the page. */
  'mail-whole': { readonly section: string };
  'mail-blocked': { readonly section: string; readonly hosts: readonly BlockedHost[] };
  'mail-tab': { readonly tab: MailTab };
  'mail-zoom': { readonly percent: number };
  'mail-find-closed': Readonly<Record<string, never>>;
  'mail-hover': { readonly target: LinkTarget | null; readonly text: string };
}

export function emit<K extends keyof MailEvents>(from: HTMLElement, name: K, detail: MailEvents[K]): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

/** The three looks that every screen is seen in. */
export type Theme = 'light' | 'dark' | 'highContrast';

/** What the setting calls them, and the classes that the window carries once one is applied. */
export const themes: Readonly<
  Record<Theme, { readonly setting: string; readonly kind: string; readonly file: RegExp }>
> = {
  light: { setting: 'Light Modern', kind: 'vs', file: /light_modern/ },
  dark: { setting: 'Dark Modern', kind: 'vs-dark', file: /dark_modern/ },
  highContrast: { setting: 'Default High Contrast', kind: 'hc-black', file: /hc_black/ },
};

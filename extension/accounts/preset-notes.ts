import type { Preset } from './presets.ts';
import { english, type Translate } from '../translate.ts';

/** One sentence on what the provider asks for beside an ordinary password; null when nothing. */
export function presetNote(preset: Preset | null, t: Translate = english): string | null {
  switch (preset?.note ?? null) {
    case null:
      return null;
    case 'app-password':
      return t(
        '{0} takes an app password here, made in its security settings, not your ordinary one.',
        preset?.provider ?? '',
      );
    case 'no-passwords':
      return t(
        '{0} takes no passwords over IMAP any more, only sign-in by OAuth; a password will most likely be refused.',
        preset?.provider ?? '',
      );
    case 'switch-on':
      return t('{0} wants IMAP to be switched on in its web settings first.', preset?.provider ?? '');
    case 'bridge':
      return t('Proton Mail is read through its Bridge on this machine: use the password that the Bridge shows.');
    case 'no-imap':
      return t('{0} offers no IMAP, so its mail can only be read in its own apps.', preset?.provider ?? '');
  }
}

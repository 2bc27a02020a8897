/** File extensions by media type, for parts that bring no name. */
const extensions: ReadonlyMap<string, string> = new Map([
  ['text/plain', 'txt'],
  ['text/html', 'html'],
  ['text/csv', 'csv'],
  ['text/calendar', 'ics'],
  ['text/vcard', 'vcf'],
  ['text/x-vcard', 'vcf'],
  ['text/markdown', 'md'],
  ['text/css', 'css'],
  ['text/xml', 'xml'],
  ['text/x-patch', 'patch'],
  ['text/x-diff', 'diff'],
  ['text/rtf', 'rtf'],
  ['text/rfc822-headers', 'txt'],
  ['message/rfc822', 'eml'],
  ['message/global', 'eml'],
  ['message/delivery-status', 'txt'],
  ['message/disposition-notification', 'txt'],
  ['message/feedback-report', 'txt'],
  ['image/png', 'png'],
  ['image/jpeg', 'jpg'],
  ['image/jpg', 'jpg'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
  ['image/svg+xml', 'svg'],
  ['image/bmp', 'bmp'],
  ['image/tiff', 'tiff'],
  ['image/avif', 'avif'],
  ['image/x-icon', 'ico'],
  ['audio/mpeg', 'mp3'],
  ['audio/ogg', 'ogg'],
  ['audio/wav', 'wav'],
  ['video/mp4', 'mp4'],
  ['application/pdf', 'pdf'],
  ['application/json', 'json'],
  ['application/xml', 'xml'],
  ['application/zip', 'zip'],
  ['application/gzip', 'gz'],
  ['application/x-tar', 'tar'],
  ['application/rtf', 'rtf'],
  ['application/msword', 'doc'],
  ['application/vnd.ms-excel', 'xls'],
  ['application/vnd.ms-powerpoint', 'ppt'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
  ['application/vnd.openxmlformats-officedocument.presentationml.presentation', 'pptx'],
  ['application/pgp-signature', 'asc'],
  ['application/pgp-encrypted', 'asc'],
  ['application/pgp-keys', 'asc'],
  ['application/pkcs7-signature', 'p7s'],
  ['application/x-pkcs7-signature', 'p7s'],
  ['application/pkcs7-mime', 'p7m'],
  ['application/x-pkcs7-mime', 'p7m'],
  ['application/ms-tnef', 'dat'],
]);

/** `bin` for what is not known. */
export function extensionFor(mediaType: string): string {
  return extensions.get(mediaType) ?? (mediaType.startsWith('text/') ? 'txt' : 'bin');
}

const textTypes = new Set([
  'application/json',
  'application/xml',
  'application/javascript',
  'application/x-sh',
  'application/x-yaml',
  'application/yaml',
  'application/toml',
  'application/sql',
  'application/x-patch',
  'application/pgp-signature',
  'application/pgp-keys',
  'application/pgp-encrypted',
  'message/delivery-status',
  'message/global-delivery-status',
  'message/disposition-notification',
  'message/feedback-report',
]);

/** Types that VS Code's own image preview shows without running anything. SVG is text here: as an image it could hold references. */
const imageTypes = new Set([
  'image/png',
  'image/jpeg',
  'image/jpg',
  'image/gif',
  'image/webp',
  'image/bmp',
  'image/x-icon',
  'image/vnd.microsoft.icon',
  'image/avif',
]);

export type Opener = 'message' | 'text' | 'image' | 'card' | 'save';

/** Invitations and contacts, which are read by people as cards. */
const cardTypes = new Set(['text/calendar', 'application/ics', 'text/vcard', 'text/x-vcard', 'text/directory']);

/** What may show a part. A message counts only if the server parsed it, else its parts cannot be fetched. */
export function openerFor(mediaType: string, parsedMessage: boolean): Opener {
  if (mediaType === 'message/rfc822' || mediaType === 'message/global') return parsedMessage ? 'message' : 'text';
  if (imageTypes.has(mediaType)) return 'image';
  if (cardTypes.has(mediaType)) return 'card';
  if (
    mediaType.startsWith('text/') ||
    textTypes.has(mediaType) ||
    mediaType === 'image/svg+xml' ||
    /\+(?:json|xml)$/.test(mediaType)
  )
    return 'text';
  return 'save';
}

/** The name if it ends as names of that type do, else with the type's extension behind it. */
export function withExtensionOf(name: string, mediaType: string): string {
  const own = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const wanted = extensionFor(mediaType);
  const fits = own === wanted || (wanted === 'jpg' && (own === 'jpeg' || own === 'jpe'));
  return fits && name.includes('.') ? name : `${name}.${wanted}`;
}

/** The type that a file name promises; null where its ending promises nothing known. */
export function typeOfName(name: string): string | null {
  const dot = name.lastIndexOf('.');
  const ending = dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
  return ending === '' ? null : (typesOfEndings.get(ending) ?? null);
}

const typesOfEndings: ReadonlyMap<string, string> = new Map([
  ...[...extensions].map(([type, ending]) => [ending, type] as const).toReversed(),
  ['jpeg', 'image/jpeg'],
  ['htm', 'text/html'],
  ['diff', 'text/x-diff'],
  ['exe', 'application/vnd.microsoft.portable-executable'],
  ['dll', 'application/vnd.microsoft.portable-executable'],
  ['scr', 'application/vnd.microsoft.portable-executable'],
  ['com', 'application/vnd.microsoft.portable-executable'],
  ['msi', 'application/x-msi'],
]);

/** Images that a frame of the message view may be given. SVG is not among them: it can name other resources. */
export function isInlineImage(mediaType: string): boolean {
  return imageTypes.has(mediaType);
}

import { decodeHeaderBytes } from './charset.ts';
import { headerField, parseHeaders, type HeaderField } from './headers.ts';

const reportTypes: ReadonlySet<string> = new Set([
  'message/delivery-status',
  'message/global-delivery-status',
  'message/disposition-notification',
  'message/global-disposition-notification',
  'message/feedback-report',
]);

/** Whether a part is the machine's half of a multipart/report (RFC 6522): groups of fields (RFC 3464, 8098, 5965, 6533). */
export function isReportPart(type: string): boolean {
  return reportTypes.has(type);
}

/** Recipients of one report; more are counted. */
const maxGroups = 500;
/** What a reader looks for comes first; the rest in the order of the mail. */
const first = ['final-recipient', 'action', 'status', 'diagnostic-code'];
const outcomes: Readonly<Record<string, string>> = { 2: 'success', 4: 'temporary failure', 5: 'permanent failure' };

/**
 * The fields of such a part as rows of text, `Name: value`, a group per recipient with what became of it first; what
 * the report says of itself and what is no field stand last. Text that holds no fields comes back null. Never throws.
 */
export function reportText(bytes: Uint8Array): string | null {
  const about: string[] = [];
  const recipients: string[] = [];
  let left = 0;
  let rest: readonly string[] = [];
  for (let at = 0; at < bytes.length;) {
    const { fields, bodyStart } = parseHeaders(bytes, at);
    if (fields.length === 0 && bodyStart >= bytes.length) break;
    if (fields.length === 0 && !isBlankLine(bytes, at, bodyStart)) {
      rest = [decodeHeaderBytes(bytes.subarray(at)).trimEnd()];
      break;
    }
    at = bodyStart;
    if (fields.length === 0) continue;
    if (headerField(fields, 'final-recipient') === null && headerField(fields, 'action') === null)
      about.push(rows(fields));
    else if (recipients.length < maxGroups) recipients.push(rows(sorted(fields)));
    else left++;
  }
  if (left > 0) recipients.push(`(${left} more recipients)`);
  const groups = [...recipients, ...about];
  return groups.length === 0 ? null : [...groups, ...rest].join('\n\n');
}

function isBlankLine(bytes: Uint8Array, at: number, end: number): boolean {
  return end > at && end - at <= 2 && bytes[end - 1] === 0x0a;
}

function sorted(fields: readonly HeaderField[]): readonly HeaderField[] {
  const rank = (field: HeaderField): number => {
    const place = first.indexOf(field.name.toLowerCase());
    return place < 0 ? first.length : place;
  };
  return fields.toSorted((a, b) => rank(a) - rank(b));
}

function rows(fields: readonly HeaderField[]): string {
  return fields.map((field) => `${field.name}: ${readable(field)}`).join('\n');
}

/** `rfc822; a@b` loses its type, which says nothing to people; a status says what its class means (RFC 3463 §3.1). */
function readable({ name, value }: HeaderField): string {
  switch (name.toLowerCase()) {
    case 'final-recipient':
    case 'original-recipient':
    case 'remote-mta':
    case 'reporting-mta':
    case 'received-from-mta':
    case 'diagnostic-code':
      return value.replace(/^(?:rfc822|utf-8|dns|smtp)\s*;\s*/i, '');
    case 'status': {
      const outcome = outcomes[/^([245])\.\d{1,3}\.\d{1,3}\b/.exec(value)?.[1] ?? ''];
      return outcome === undefined ? value : `${value} (${outcome})`;
    }
    default:
      return value;
  }
}

import { wireEnvelope } from './envelope.ts';
import { headerValue, parseParameters, stripComments } from './header.ts';
import type { Entity } from './mime-tree.ts';
import { wireNString, wireString } from './wire-text.ts';

/** BODYSTRUCTURE, or with `extended` false BODY, as it goes on the wire, latin1 (RFC 9051 §7.5.2). */
export function wireBodyStructure(entity: Entity, extended: boolean): string {
  return entity.type === 'multipart' ? multipart(entity, extended) : part(entity, extended);
}

function multipart(entity: Entity, extended: boolean): string {
  const parts = entity.parts.map((child) => wireBodyStructure(child, extended)).join('');
  const tail = extended ? ` ${wireParameters(entity.parameters)}${dispositionAndBeyond(entity)}` : '';
  return `(${parts} ${wireString(entity.subtype)}${tail})`;
}

function part(entity: Entity, extended: boolean): string {
  const { header } = entity;
  const encoding = stripComments(headerValue(header, 'content-transfer-encoding') ?? '').trim();
  const parameters =
    entity.type === 'text' && headerValue(header, 'content-type') === null
      ? [['charset', 'us-ascii'] as const]
      : entity.parameters;
  const fields = [
    wireString(entity.type),
    wireString(entity.subtype),
    wireParameters(parameters),
    wireNString(headerValue(header, 'content-id')),
    wireNString(headerValue(header, 'content-description')),
    wireString(encoding === '' ? '7bit' : encoding.toLowerCase()),
    String(entity.bodyEnd - entity.bodyStart),
  ];
  if (entity.message !== null) {
    fields.push(
      wireEnvelope(entity.message.header),
      wireBodyStructure(entity.message, extended),
      String(lineCount(entity)),
    );
  } else if (entity.type === 'text') fields.push(String(lineCount(entity)));
  const tail = extended ? ` ${wireNString(headerValue(header, 'content-md5'))}${dispositionAndBeyond(entity)}` : '';
  return `(${fields.join(' ')}${tail})`;
}

function wireParameters(parameters: Entity['parameters']): string {
  if (parameters.length === 0) return 'NIL';
  return `(${parameters.map(([name, value]) => `${wireString(name)} ${wireString(value)}`).join(' ')})`;
}

/** body-fld-dsp SP body-fld-lang SP body-fld-loc. */
function dispositionAndBeyond({ header }: Entity): string {
  const disposition = headerValue(header, 'content-disposition');
  const language = (headerValue(header, 'content-language') ?? '')
    .split(',')
    .map((tag) => stripComments(tag).trim())
    .filter((tag) => tag !== '');
  const location = headerValue(header, 'content-location');
  let first = 'NIL';
  if (disposition !== null && disposition !== '') {
    const { value, parameters } = parseParameters(disposition);
    first = `(${wireString(value.toLowerCase())} ${wireParameters(parameters)})`;
  }
  const [only] = language;
  const languages =
    only === undefined ? 'NIL' : language.length === 1 ? wireString(only) : `(${language.map(wireString).join(' ')})`;
  return ` ${first} ${languages} ${wireNString(location)}`;
}

/** Lines of the body as transferred; a last line without line break counts. */
function lineCount({ raw, bodyStart, bodyEnd }: Entity): number {
  let lines = 0;
  for (let at = raw.indexOf(0x0a, bodyStart); at >= 0 && at < bodyEnd; at = raw.indexOf(0x0a, at + 1)) lines++;
  return bodyEnd > bodyStart && raw[bodyEnd - 1] !== 0x0a ? lines + 1 : lines;
}

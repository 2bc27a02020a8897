import type { BodyMultipart, BodyPart, BodyStructure, Envelope } from '../../../extension/imap/grammar/types.ts';

export const emptyEnvelope: Envelope = {
  date: null,
  subject: null,
  from: [],
  sender: [],
  replyTo: [],
  to: [],
  cc: [],
  bcc: [],
  inReplyTo: null,
  messageId: null,
};

/** A part as a server would describe it; sections are given by `numbered`. */
export function part(
  mediaType: string,
  more: Partial<Omit<BodyPart, 'kind' | 'disposition'>> & {
    readonly disposition?: string;
    readonly fileName?: string;
  } = {},
): BodyPart {
  const [type = '', subtype = ''] = mediaType.split('/');
  const { disposition, fileName, ...rest } = more;
  const parameters = new Map(fileName === undefined ? [] : [['filename', fileName] as const]);
  return {
    kind: 'part',
    section: '',
    type,
    subtype,
    parameters: new Map(),
    language: [],
    location: null,
    id: null,
    description: null,
    encoding: '7bit',
    size: 100,
    lines: null,
    md5: null,
    message: null,
    disposition: disposition === undefined ? null : { type: disposition, parameters },
    ...rest,
  };
}

export function multipart(subtype: string, ...parts: readonly BodyStructure[]): BodyMultipart {
  return {
    kind: 'multipart',
    section: '',
    type: 'multipart',
    subtype,
    parameters: new Map(),
    disposition: null,
    language: [],
    location: null,
    parts,
  };
}

/** Gives every part its section as RFC 9051 §6.4.5.1 numbers them. */
export function numbered(structure: BodyStructure, section = '', root = true): BodyStructure {
  if (structure.kind === 'multipart') {
    return {
      ...structure,
      section,
      parts: structure.parts.map((child, index) =>
        numbered(child, section === '' ? `${index + 1}` : `${section}.${index + 1}`, false),
      ),
    };
  }
  const own = root ? (section === '' ? '1' : `${section}.1`) : section;
  const { message } = structure;
  return {
    ...structure,
    section: own,
    message: message === null ? null : { envelope: message.envelope, body: numbered(message.body, own, true) },
  };
}

import type { Parsed } from '../command/command.ts';
import type { ResponseCode } from '../grammar/code.ts';
import type { Secrets } from '../trace/secrets.ts';

/**
 * What the server said for people, without the secrets it repeated: events, errors and what is written of them come from here. Data keeps
 * every octet: a mailbox may be called as the password is.
 */
export function withoutSecrets(response: Parsed, secrets: Secrets): Parsed {
  switch (response.type) {
    case 'status': {
      const { tag, code, text } = response;
      // An answer in the exchange that was taken for a command comes back as a tag.
      const safe = tag === null || /^A\d+$/.test(tag) ? tag : secrets.mask(tag);
      return { ...response, tag: safe, code: maskedCode(code, secrets), text: secrets.mask(text) };
    }
    case 'continuation':
      return { ...response, code: maskedCode(response.code, secrets), text: secrets.mask(response.text) };
    case 'malformed':
      return { ...response, excerpt: secrets.mask(response.excerpt) };
    default:
      return response;
  }
}

function maskedCode(code: ResponseCode | null, secrets: Secrets): ResponseCode | null {
  if (code === null || (code.name !== 'other' && code.name !== 'malformed')) return code;
  return { ...code, code: secrets.mask(code.code), args: code.args === null ? null : secrets.mask(code.args) };
}

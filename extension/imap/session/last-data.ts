import { codeName, type ResponseCode } from '../grammar/code.ts';
import type { Response } from '../grammar/types.ts';

/** The latest untagged data of each type and the latest code of each name. Messages are left out: they may be large. */
export class LastData {
  readonly #data = new Map<string, Response>();
  readonly #codes = new Map<string, ResponseCode>();

  take(data: Response): void {
    this.#data.set(data.type, data);
  }

  takeCode(code: ResponseCode | null): void {
    if (code !== null) this.#codes.set(codeName(code), code);
  }

  data<T extends Response['type']>(type: T): (Response & { readonly type: T }) | null {
    const found = this.#data.get(type);
    return found === undefined || !isOf(found, type) ? null : found;
  }

  /** @param name in any case, as `UIDVALIDITY`. */
  code(name: string): ResponseCode | null {
    return this.#codes.get(name.toUpperCase()) ?? null;
  }
}

function isOf<T extends Response['type']>(data: Response, type: T): data is Response & { readonly type: T } {
  return data.type === type;
}

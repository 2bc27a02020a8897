import * as vscode from 'vscode';
import type { BodyPart } from '../imap/grammar/types.ts';
import type { MessageRef, MessageSummary } from '../mail/model.ts';
import { MessageGoneError } from '../mail/model.ts';
import { decodeEncodedWords } from '../mime/encoded-words.ts';
import { decodedSizeEstimate } from '../mime/transfer.ts';
import { findPart, leafParts, partFileName, partOf } from './attachments-list.ts';
import { failureOf } from './error-kind.ts';
import { gather, type MessageAccess } from './message-access.ts';
import { partContent } from './part-content.ts';
import { emlName, messageKey, parseMailUri, type MailResource } from './uri.ts';

/** VS Code takes a file as a whole, so this is what one may cost in memory. */
const maxFile = 256 * 1024 * 1024;
/** Summaries kept: one opening asks for the same one several times. */
const maxSummaries = 50;

/**
 * `imap:` as a read-only file system: a message is a file with exactly the octets that the server stores (BODY.PEEK[],
 * so reading changes no flag), its parts are files with their decoded content. Nothing is fetched before it is read.
 * `mail-file:` is the same for mails that are files.
 */
export class MessageFileSystem implements vscode.FileSystemProvider {
  readonly #access: MessageAccess;
  readonly #lasting: boolean;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #summaries = new Map<string, Promise<MessageSummary>>();
  readonly onDidChangeFile = this.#changed.event;

  /** @param lasting a message never changes under its address */
  constructor(access: MessageAccess, lasting = true) {
    this.#access = access;
    this.#lasting = lasting;
  }

  /** A message never changes (RFC 9051 §2.3.1.1), so there is nothing to watch. */
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const resource = this.#resource(uri);
    return this.#told(uri, async () => {
      const summary = await this.#summary(resource.ref);
      const time = summary.internalDate?.getTime() ?? 0;
      const common = { ctime: time, mtime: time, permissions: vscode.FilePermission.Readonly };
      switch (resource.kind) {
        case 'message':
          return { ...common, type: vscode.FileType.File, size: summary.size ?? 0 };
        case 'folder':
          return { ...common, type: vscode.FileType.Directory, size: 0 };
        case 'source':
          return {
            ...common,
            type: vscode.FileType.File,
            size: findPart(summary.bodyStructure, resource.section)?.size ?? 0,
          };
        case 'part': {
          const { part } = this.#part(uri, summary, resource.section);
          return { ...common, type: vscode.FileType.File, size: decodedSizeEstimate(part.size, part.encoding) };
        }
      }
    });
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    const resource = this.#resource(uri);
    if (resource.kind !== 'folder') throw vscode.FileSystemError.FileNotADirectory(uri);
    return this.#told(uri, async () => {
      const summary = await this.#summary(resource.ref);
      switch (resource.of) {
        case 'message':
          return [
            [emlName(decodeEncodedWords(summary.envelope.subject ?? '')), vscode.FileType.File],
            ['parts', vscode.FileType.Directory],
          ];
        case 'parts':
          return leafParts(summary.bodyStructure).map((part) => [part.section, vscode.FileType.Directory]);
        case 'part':
          return [[partFileName(this.#part(uri, summary, resource.section ?? '').part), vscode.FileType.File]];
      }
    });
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const resource = this.#resource(uri);
    if (resource.kind === 'folder') throw vscode.FileSystemError.FileIsADirectory(uri);
    return this.#told(uri, async () => {
      const { ref } = resource;
      const summary = await this.#summary(ref);
      const found = resource.kind === 'part' ? this.#part(uri, summary, resource.section) : null;
      if (resource.kind === 'source') return this.#source(uri, ref, resource.section);
      if ((found?.part.size ?? summary.size ?? 0) > maxFile) throw this.#tooLarge(uri);
      const content =
        found === null
          ? this.#access.section(ref, '', { origin: 'user' })
          : partContent(this.#access, ref, found.part, found.file);
      const { bytes, cut } = await gather(content, maxFile);
      if (cut) throw this.#tooLarge(uri);
      return bytes;
    });
  }

  async #source(uri: vscode.Uri, ref: MessageRef, section: string): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for (const piece of [`${section}.MIME`, section]) {
      const { bytes, cut } = await gather(this.#access.section(ref, piece, { origin: 'user' }), maxFile);
      if (cut) throw this.#tooLarge(uri);
      pieces.push(bytes);
    }
    return Buffer.concat(pieces);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  #resource(uri: vscode.Uri): MailResource {
    const resource = parseMailUri(uri);
    if (resource === null) throw vscode.FileSystemError.FileNotFound(uri);
    return resource;
  }

  #part(
    uri: vscode.Uri,
    summary: MessageSummary,
    address: string,
  ): { readonly part: BodyPart; readonly file: number | null } {
    const found = partOf(summary.bodyStructure, address);
    if (found === null) throw vscode.FileSystemError.FileNotFound(uri);
    return found;
  }

  /** Envelope and structure never change under a UID; flags, which do, are not used here. */
  #summary(ref: MessageRef): Promise<MessageSummary> {
    const key = messageKey(ref);
    const kept = this.#summaries.get(key);
    if (kept !== undefined) return kept;
    const asked = this.#access.whenReady(ref.account).then(() => this.#access.summary(ref));
    if (!this.#lasting) return asked;
    this.#summaries.set(key, asked);
    asked.catch(() => this.#summaries.delete(key));
    const oldest = this.#summaries.keys().next();
    if (this.#summaries.size > maxSummaries && oldest.done !== true) this.#summaries.delete(oldest.value);
    return asked;
  }

  #tooLarge(uri: vscode.Uri): vscode.FileSystemError {
    return vscode.FileSystemError.Unavailable(
      vscode.l10n.t('{0} is too large to be opened; save it instead.', uri.path.split('/').at(-1) ?? ''),
    );
  }

  /** Failures of the source in the words of the file system. */
  async #told<T>(uri: vscode.Uri, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof vscode.FileSystemError) throw error;
      if (error instanceof MessageGoneError) throw vscode.FileSystemError.FileNotFound(uri);
      throw vscode.FileSystemError.Unavailable(failureOf(error)?.detail ?? vscode.l10n.t('The work was cancelled.'));
    }
  }
}

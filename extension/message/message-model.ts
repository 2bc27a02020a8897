import type { Disposable } from '../imap/client/api.ts';
import type { InlinePart } from '../mime/choose-body.ts';
import { decodeTransferBytes } from '../mime/transfer.ts';
import type { CardView, HostToMessageView, MessageView, PartView } from '../../webview/protocol.ts';
import { failureOf, type Failure } from './error-kind.ts';
import { Following, type FollowingPorts } from './following.ts';
import { gather, type MessageAccess } from './message-access.ts';
import { loadMessage, type LoadedMessage, type LoadStep, type MessageTarget } from './message-loader.ts';

/** What the model says in words, and when a message becomes read; both belong to the window. */
export interface ModelPorts extends FollowingPorts {
  readonly stepText: (step: LoadStep) => string;
  readonly failureText: (failure: Failure) => string;
  readonly imageText: (reason: 'too-large' | 'failed') => string;
}

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading'; readonly step: LoadStep }
  | { readonly kind: 'loaded'; readonly message: LoadedMessage; readonly flags: readonly string[] }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Messages to a page, but for what each page decides itself. */
export type ModelMessage =
  | Exclude<HostToMessageView, { type: 'show' | 'remoteImages' }>
  | { readonly type: 'show'; readonly message: Omit<MessageView, 'remoteImagesAllowed'> };

/** Progress is told in steps this large, so that a long text does not flood the page. */
const progressStep = 64 * 1024;

/** One opened message whatever the number of its editors: loads once, retries, and tells each page what it missed. */
export class MessageModel {
  readonly target: MessageTarget;
  readonly #access: MessageAccess;
  readonly #ports: ModelPorts;
  readonly #listeners = new Set<(message: ModelMessage) => void>();
  /** What came after the message: images, cards, warnings. */
  readonly #later = new Map<string, ModelMessage>();
  readonly #following: Following;
  #state: State = { kind: 'idle' };
  #abort = new AbortController();
  #whole = false;

  constructor(access: MessageAccess, target: MessageTarget, ports: ModelPorts) {
    this.#access = access;
    this.target = target;
    this.#ports = ports;
    this.#following = new Following(access, target, ports, {
      flags: (flags) => {
        if (this.#state.kind !== 'loaded') return;
        this.#state = { ...this.#state, flags };
        this.#tell({ type: 'flags', flags });
      },
      gone: (failure) => this.#keep('gone', { ...this.#error(failure), canRetry: false, keep: true }),
    });
  }

  /** Null until it is loaded. */
  get loaded(): LoadedMessage | null {
    return this.#state.kind === 'loaded' ? this.#state.message : null;
  }

  onMessage(listener: (message: ModelMessage) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Loads unless that is under way or done. Resolves when it has ended, well or not; never rejects. */
  start(): Promise<void> {
    return this.#state.kind === 'idle' ? this.#load() : Promise.resolve();
  }

  retry(): Promise<void> {
    return this.#state.kind === 'loading' ? Promise.resolve() : this.#load();
  }

  /** Loads again what has changed, whatever was under way. */
  reload(): Promise<void> {
    return this.#load();
  }

  /** Loads again with the texts whole. */
  showAll(): Promise<void> {
    this.#whole = true;
    return this.#load();
  }

  /** What a page that has just loaded must be told to show the present state. */
  replay(): readonly ModelMessage[] {
    const state = this.#state;
    switch (state.kind) {
      case 'idle':
        return [];
      case 'loading':
        return [this.#progress(state.step)];
      case 'failed':
        return [this.#error(state.failure)];
      case 'loaded':
        return [{ type: 'show', message: { ...state.message.view, flags: state.flags } }, ...this.#later.values()];
    }
  }

  /** Cards of an attachment that was opened; a page that comes later is told them too. */
  showCards(section: string, cards: readonly CardView[]): void {
    this.#keep(`cards ${section}`, { type: 'cards', section, cards });
  }

  /** Octets of an attachment are not what its label says. */
  warn(section: string, warning: string): void {
    this.#keep(`attachment ${section}`, { type: 'attachment', section, warning });
  }

  /** Compares what the server tells with the octets. Rejects with what the source rejects with. */
  async inspect(whole: boolean): Promise<void> {
    const message = this.loaded;
    if (message === null) return;
    const { signal } = this.#abort;
    const { inspectMessage } = await import('./inspect.ts');
    const inspection = await inspectMessage(this.#access, this.target, message.summary, { whole, signal });
    if (!signal.aborted) this.#keep('inspection', { type: 'inspection', inspection });
  }

  /** The parts as the page shows them. */
  get parts(): readonly PartView[] {
    const told = this.#later.get('inspection');
    return told?.type === 'inspection' ? told.inspection.parts : (this.loaded?.view.structure ?? []);
  }

  /** Some editor shows it, or none does. Shown again, it is looked after: elsewhere it may have been read or deleted. */
  setShown(shown: boolean): void {
    this.#following.setShown(shown);
    if (shown && this.#state.kind === 'loaded') void this.#following.look();
  }

  dispose(): void {
    this.#following.dispose();
    this.#abort.abort();
    this.#listeners.clear();
    this.#later.clear();
  }

  async #load(): Promise<void> {
    this.#abort.abort();
    const abort = new AbortController();
    this.#abort = abort;
    let told = 0;
    try {
      const message = await loadMessage(this.#access, this.target, {
        signal: abort.signal,
        whole: this.#whole,
        onStep: (step) => {
          if (abort.signal.aborted) return;
          this.#state = { kind: 'loading', step };
          const received = step.kind === 'body' ? step.received : 0;
          if (step.kind === 'body' && received < told + progressStep && received < step.total) return;
          told = received;
          this.#tell(this.#progress(step));
        },
      });
      if (abort.signal.aborted) return;
      this.#later.clear();
      this.#state = { kind: 'loaded', message, flags: message.view.flags };
      for (const message of this.replay()) this.#tell(message);
      await Promise.all([this.#following.begin(message), this.#loadImages(message, abort.signal)]);
    } catch (error) {
      if (abort.signal.aborted) return;
      const failure = failureOf(error) ?? { kind: 'other', detail: 'The work was cancelled.', error };
      this.#state = { kind: 'failed', failure };
      this.#tell(this.#error(failure));
    }
  }

  async #loadImages(message: LoadedMessage, signal: AbortSignal): Promise<void> {
    for (const { cid } of message.largeImages)
      this.#keep(`image ${cid}`, { type: 'imageFailed', cid, reason: this.#ports.imageText('too-large') });
    for (const image of message.images) {
      if (signal.aborted) return;
      const settled = await this.#loadImage(image, signal);
      if (signal.aborted) return;
      this.#keep(`image ${image.cid}`, settled);
    }
  }

  async #loadImage({ cid, part }: InlinePart, signal: AbortSignal): Promise<ModelMessage> {
    try {
      const { bytes, cut } = await gather(
        this.#access.section(this.target.ref, part.section, { signal, origin: 'background' }),
        part.size + 1024,
      );
      const data = decodeTransferBytes(bytes, part.encoding).bytes;
      if (!cut && data.length > 0)
        return { type: 'image', cid, mediaType: `${part.type}/${part.subtype}`, data: Uint8Array.from(data) };
    } catch {
      // Told below; the text stays readable without it.
    }
    return { type: 'imageFailed', cid, reason: this.#ports.imageText('failed') };
  }

  #keep(key: string, message: ModelMessage): void {
    this.#later.set(key, message);
    this.#tell(message);
  }

  #progress(step: LoadStep): ModelMessage {
    const body = step.kind === 'body';
    return {
      type: 'progress',
      text: this.#ports.stepText(step),
      received: body ? step.received : null,
      total: body ? step.total : null,
    };
  }

  #error(failure: Failure): Extract<ModelMessage, { type: 'error' }> {
    return {
      type: 'error',
      kind: failure.kind,
      message: this.#ports.failureText(failure),
      canRetry: true,
      keep: false,
    };
  }

  #tell(message: ModelMessage): void {
    for (const listener of [...this.#listeners]) listener(message);
  }
}

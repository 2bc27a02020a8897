import type { HostToMessageView, MessageViewToHost } from '../protocol.ts';
import type { MailTab } from './parts/tabs.ts';
import type { Appearance } from './render/frame-styles.ts';

/** What survives a reload of the page. How a message is shown, never what is in it. */
export interface ViewState {
  readonly scroll: number;
  readonly allHeaders: boolean;
  readonly appearance: Appearance | null;
  /** Null: the best that the message has. */
  readonly tab: MailTab | null;
}

interface VsCodeApi {
  postMessage(message: MessageViewToHost): void;
  getState(): Partial<ViewState> | undefined;
  setState(state: ViewState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();
const initial: ViewState = { scroll: 0, allHeaders: false, appearance: null, tab: null };

export function post(message: MessageViewToHost): void {
  api.postMessage(message);
}

export function viewState(): ViewState {
  return { ...initial, ...api.getState() };
}

export function updateViewState(change: Partial<ViewState>): void {
  api.setState({ ...viewState(), ...change });
}

function isHostMessage(data: unknown): data is HostToMessageView {
  return typeof data === 'object' && data !== null && 'type' in data && typeof data.type === 'string';
}

/** Messages of the host, in order. The only frame of this page runs no script, so nobody else can send one. */
export function onHostMessage(use: (message: HostToMessageView) => void): void {
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (isHostMessage(event.data)) {
      use(event.data);
    }
  });
}

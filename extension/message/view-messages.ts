import type { MessageViewToHost } from '../../webview/protocol.ts';

const copied = ['address', 'messageId', 'header', 'link', 'text'] as const;
const patchActions = ['apply', 'series', 'diff'] as const;
/** The clipboard is no place for a whole mailbox. */
const maxText = 16 * 1024 * 1024;

const formats = ['html', 'print', 'markdown'] as const;
/** A page with its images inside. */
const maxExport = 256 * 1024 * 1024;

/** A message of the page as its type says, or null: the page shows hostile content, so nothing it says is taken on trust. */
export function parseViewMessage(data: unknown): MessageViewToHost | null {
  if (typeof data !== 'object' || data === null || !('type' in data)) return null;
  switch (data.type) {
    case 'ready':
    case 'saveAll':
    case 'viewSource':
    case 'source':
    case 'unsubscribe':
    case 'showAll':
    case 'retry':
      return { type: data.type };
    case 'openAttachment':
    case 'saveAttachment':
      return 'section' in data && typeof data.section === 'string' ? { type: data.type, section: data.section } : null;
    case 'patch': {
      const action = patchActions.find((name) => 'action' in data && data.action === name);
      return action !== undefined && 'section' in data && typeof data.section === 'string'
        ? { type: 'patch', action, section: data.section }
        : null;
    }
    case 'inspect':
      return { type: 'inspect', whole: 'whole' in data && data.whole === true };
    case 'viewPart':
      return 'index' in data && typeof data.index === 'number' && Number.isSafeInteger(data.index) && data.index >= 0
        ? { type: 'viewPart', index: data.index }
        : null;
    case 'zoom':
      return 'percent' in data && typeof data.percent === 'number' && data.percent >= 50 && data.percent <= 300
        ? { type: 'zoom', percent: data.percent }
        : null;
    case 'exported': {
      const format = formats.find((name) => 'format' in data && data.format === name);
      return format !== undefined && 'text' in data && typeof data.text === 'string' && data.text.length <= maxExport
        ? { type: 'exported', format, text: data.text }
        : null;
    }
    case 'loadRemoteImages':
      return { type: 'loadRemoteImages', always: 'always' in data && data.always === true };
    case 'openLink':
      return 'href' in data && typeof data.href === 'string' ? { type: 'openLink', href: data.href } : null;
    case 'copy': {
      const what = copied.find((name) => 'what' in data && data.what === name);
      return what !== undefined && 'text' in data && typeof data.text === 'string' && data.text.length <= maxText
        ? { type: 'copy', what, text: data.text }
        : null;
    }
    default:
      return null;
  }
}

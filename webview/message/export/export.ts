import type { ExportFormat, MessageView } from '../../protocol.ts';
import type { MailTab } from '../parts/tabs.ts';
import type { ImageStore } from '../render/images.ts';
import { messageMarkdown } from './markdown.ts';
import { messageDocument } from './page.ts';

/** The message in the form that is looked at: HTML unless the reader has turned to its text. */
export function exportMessage(
  message: MessageView,
  images: ImageStore,
  format: ExportFormat,
  tab: MailTab,
): Promise<string> {
  const preferText = tab === 'text';
  return format === 'markdown'
    ? messageMarkdown(message, images, preferText)
    : messageDocument(message, images, preferText);
}

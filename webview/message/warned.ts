import type { MessageView } from '../protocol.ts';

/** The message with what came out about one of its attachments. */
export function warned(message: MessageView, section: string, warning: string): MessageView {
  const attachments = message.attachments.map((entry) => (entry.section === section ? { ...entry, warning } : entry));
  return { ...message, attachments };
}

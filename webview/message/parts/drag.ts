import type { AttachmentView } from '../../protocol.ts';

/**
 * Hands an attachment over to the workbench as it hands over its own files: by an address that it reads when it is dropped. A
 * page cannot give the octets themselves (they are fetched only then), so other programs are told the name alone.
 */
export function dragPart(event: DragEvent, folder: string, { section, name }: AttachmentView): void {
  const data = event.dataTransfer;
  if (data === null) return;
  const uri = `${folder}/${encodeURIComponent(section)}/${encodeURIComponent(name)}`;
  data.effectAllowed = 'copy';
  data.setData('ResourceURLs', JSON.stringify([uri]));
  data.setData('application/vnd.code.uri-list', uri);
  data.setData('text/plain', name);
}

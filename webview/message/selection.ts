/** Text that is selected in a frame. */
export interface Selected {
  readonly text: string;
  readonly html: string;
}

/**
 * Focus is outside the frames, so the browser sees nothing to copy: what is selected inside is put into the clipboard here.
 * @param inFrames what is selected in some frame; null where nothing is
 */
export function copyFromFrames(inFrames: () => Selected | null): void {
  const selected = (): Selected | null => {
    const own = document.getSelection();
    return own && !own.isCollapsed ? null : inFrames();
  };
  document.addEventListener('beforecopy', (event) => {
    if (selected()) event.preventDefault();
  });
  document.addEventListener('copy', (event) => {
    const found = selected();
    if (!found || !event.clipboardData) return;
    event.clipboardData.setData('text/plain', found.text);
    event.clipboardData.setData('text/html', found.html);
    event.preventDefault();
  });
}

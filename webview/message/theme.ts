/** High contrast light carries both classes. */
export function isDark(): boolean {
  const names = document.body.classList;
  return (
    names.contains('vscode-dark') ||
    (names.contains('vscode-high-contrast') && !names.contains('vscode-high-contrast-light'))
  );
}

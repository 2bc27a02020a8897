import { MailApp } from './app.ts';
import { onHostMessage, post, updateViewState } from './host.ts';
import { page } from './styles.ts';

const style = page.styleSheet;
if (style) {
  document.adoptedStyleSheets.push(style);
}
const app = new MailApp();
document.body.append(app);
onHostMessage((message) => app.receive(message));
window.addEventListener('scrollend', () => updateViewState({ scroll: window.scrollY }));
post({ type: 'ready' });

/** Where the app begins. */
import { render } from 'preact';
import './look/theme.css';
import './look/parts.css';
import { App } from './screens/app.js';
import { keepOffline } from './sw/register.js';

// A file that is let go where no screen takes it would take the app's place in the tab. Who takes files says so after this.
const refuse = (event: DragEvent) => {
  if (!event.dataTransfer?.types.includes('Files')) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'none';
};
addEventListener('dragover', refuse);
addEventListener('drop', refuse);

const root = document.getElementById('app');
if (root) render(<App />, root);
void keepOffline();

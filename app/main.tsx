/** Where the app begins. */
import { render } from 'preact';
import './look/theme.css';
import './look/parts.css';
import { App } from './screens/app.js';
import { keepOffline } from './sw/register.js';

const root = document.getElementById('app');
if (root) render(<App />, root);
void keepOffline();

/** Where the app begins. */
import { render } from 'preact';
import './look/theme.css';
import './look/parts.css';
import { App } from './screens/app.js';

const root = document.getElementById('app');
if (root) render(<App />, root);

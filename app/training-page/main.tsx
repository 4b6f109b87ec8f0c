/** Where the page of a training begins. */
import { render } from 'preact';
import '../look/theme.css';
import '../look/parts.css';
import { connect } from './connection.js';
import { TrainingScreen } from './screen.js';

const root = document.getElementById('app');
if (root) render(<TrainingScreen />, root);
connect();

/** Where the app begins. */
import { render } from 'preact';
import { keepOffline } from './sw/register.js';
import { en } from './words/en.js';
import './look/theme.css';

function App() {
  const { name, purpose, privateLong } = en.app;
  return (
    <main>
      <h1>{name}</h1>
      <p>{purpose}</p>
      <p>{privateLong}</p>
    </main>
  );
}

const root = document.getElementById('app');
if (root) render(<App />, root);
void keepOffline();

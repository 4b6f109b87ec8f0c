/** The page of a training: its state, its curves, examples, and what it was told. */
import { useEffect } from 'preact/hooks';
import { Skipped } from '../learning/skipped.js';
import { Choices } from '../parts/choices.js';
import { Mark } from '../parts/mark.js';
import { Menu } from '../parts/menu.js';
import { words } from '../words/index.js';
import { run } from './connection.js';
import { Examples } from './examples.js';
import { RunCurves } from './run-curves.js';
import { RunSettings } from './run-settings.js';
import { RunState } from './run-state.js';
import '../screens/learn.css';
import '../screens/shell.css';
import './training.css';

export function TrainingScreen() {
  const { app, training } = words.value;
  const { start, validation, warnings, skipped } = run.value;
  const title = training.title(start?.run ?? '');
  useEffect(() => {
    document.title = `${title} · ductus`;
  }, [title]);
  const remarks = [...(validation?.remarks ?? []), ...warnings];
  return (
    <div class="shell">
      <header class="shell-bar">
        <span class="shell-name">
          <Mark />
          <span>{app.name}</span>
        </span>
        <div class="shell-middle" />
        <Menu label={app.menu} icon="menu">
          <Choices />
        </Menu>
      </header>
      <main class="learn training">
        <h1>{title}</h1>
        <RunState />
        <RunCurves />
        {remarks.length > 0 && <Remarks texts={remarks} />}
        <Examples />
        <Skipped lines={skipped} />
        <RunSettings />
      </main>
    </div>
  );
}

/** The library says them in English. */
function Remarks({ texts }: { readonly texts: readonly string[] }) {
  return (
    <section class="learn-card">
      <h2>{words.value.training.remarks}</h2>
      <ul class="training-remarks" lang="en">
        {texts.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </section>
  );
}

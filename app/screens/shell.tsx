/** What is around every screen: the name, where one is, what concerns the whole app. */
import type { ComponentChildren } from 'preact';
import { Button } from '../parts/button.js';
import { Choices } from '../parts/choices.js';
import { Icon } from '../parts/icon.js';
import { Mark } from '../parts/mark.js';
import { Menu } from '../parts/menu.js';
import { Notices } from '../parts/notices.js';
import { unsaved } from '../state/notices.js';
import { addressOf } from '../state/route.js';
import { offlineReady, takeUpdate, update } from '../sw/register.js';
import { words } from '../words/index.js';
import { Privacy } from './privacy.js';
import './shell.css';

interface ShellProps {
  /** What stands beside the name of the app: where one is, and what can be done there. */
  readonly bar?: ComponentChildren;
  /** Whether the screen fills the window and scrolls inside. */
  readonly filled?: boolean;
  readonly children: ComponentChildren;
}

export function Shell({ bar, filled, children }: ShellProps) {
  const { app, store } = words.value;
  return (
    <div class={`shell ${filled ? 'filled' : ''}`}>
      <header class="shell-bar">
        <a class="shell-name" href={addressOf({ screen: 'home' })} aria-label={`${app.name}: ${app.home}`}>
          <Mark />
          <span>{app.name}</span>
        </a>
        <div class="shell-middle">{bar}</div>
        {unsaved.value && <span class="shell-unsaved">{store.unsaved}</span>}
        <Update />
        <AppMenu />
      </header>
      <main class="shell-main">{children}</main>
      <Notices />
    </div>
  );
}

/** The way to a newer version of the app, where there is one. */
function Update() {
  const { app } = words.value;
  const state = update.value;
  if (state === 'ready') return <Button label={app.update} icon="again" wide onClick={takeUpdate} />;
  return (
    <span class="small" role="status">
      {state === 'taken' && app.updating}
      {state === 'late' && app.updateLate}
    </span>
  );
}

function AppMenu() {
  const { app } = words.value;
  return (
    <Menu label={app.menu} icon="menu">
      <a class="button wide" href={addressOf({ screen: 'home' })}>
        <Icon name="folder" />
        <span>{app.home}</span>
      </a>
      <a class="button wide" href={addressOf({ screen: 'models' })}>
        <Icon name="model" />
        <span>{app.models}</span>
      </a>
      <a class="button wide" href={addressOf({ screen: 'write' })}>
        <Icon name="write" />
        <span>{app.write}</span>
      </a>
      <hr />
      <Choices />
      <p class="shell-private small soft">
        {offlineReady.value && <strong>{app.offlineReady}. </strong>}
        <Privacy brief />
      </p>
    </Menu>
  );
}

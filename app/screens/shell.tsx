/** What is around every screen: the name, where one is, what concerns the whole app. */
import type { ComponentChildren } from 'preact';
import { Button } from '../parts/button.js';
import { Icon } from '../parts/icon.js';
import { chooseLook, type Look, look } from '../parts/look.js';
import { Menu } from '../parts/menu.js';
import { Notices } from '../parts/notices.js';
import { unsaved } from '../state/notices.js';
import { addressOf } from '../state/route.js';
import { offlineReady, takeUpdate, updateReady } from '../sw/register.js';
import { chooseLanguage, type LanguageCode, language, languageNames, words } from '../words/index.js';
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
        {updateReady.value && <Button label={app.update} icon="again" wide onClick={takeUpdate} />}
        <AppMenu />
      </header>
      <main class="shell-main">{children}</main>
      <Notices />
    </div>
  );
}

/** A stroke of the pen, as a scribe begins a letter. */
export function Mark() {
  return (
    <svg class="shell-mark" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M9 5c0 9-1 14-1 17 0 4 6 5 9 1 3-4 4-9 4-18-1 9-2 14-1 18 .6 3 3 4 6 1" />
    </svg>
  );
}

function AppMenu() {
  const { app } = words.value;
  const looks: readonly (readonly [Look, string])[] = [
    ['system', app.system],
    ['light', app.light],
    ['dark', app.dark],
  ];
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
      <label class="shell-choice">
        <span>{app.language}</span>
        <select
          value={language.value}
          onChange={({ currentTarget }) => chooseLanguage(currentTarget.value as LanguageCode)}
        >
          {Object.entries(languageNames).map(([code, name]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="shell-choice">
        <span>{app.look}</span>
        <select value={look.value} onChange={({ currentTarget }) => chooseLook(currentTarget.value as Look)}>
          {looks.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <p class="shell-private small soft">
        {offlineReady.value && <strong>{app.offlineReady}. </strong>}
        {app.privateLong}
      </p>
    </Menu>
  );
}

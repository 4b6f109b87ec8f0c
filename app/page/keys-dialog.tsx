/** The keys of the page, as `?` shows them. */
import { Dialog } from '../parts/dialog.js';
import { Icon, type IconName } from '../parts/icon.js';
import { words } from '../words/index.js';
import { type Action, partsOf, shortcuts } from './keys.js';
import { dialog } from './panels.js';

export function KeysDialog() {
  const { page } = words.value;
  return (
    <Dialog title={page.keysTitle} onClose={() => (dialog.value = undefined)}>
      <dl class="keys">
        {[...new Set(shortcuts.map(({ action }) => action))].map((action) => (
          <div key={action}>
            <dt>
              {shortcuts
                .filter((shortcut) => shortcut.action === action)
                .flatMap(({ keys, where }) => keys.map((key) => ({ key, where })))
                .filter(({ key }, at, all) => all.findIndex((known) => known.key === key) === at)
                .map(({ key }) => (
                  <kbd key={key}>
                    {partsOf(key).map((part) => (
                      <Key key={part} part={part} />
                    ))}
                  </kbd>
                ))}
            </dt>
            <dd>{nameOf(action)}</dd>
          </div>
        ))}
      </dl>
      <p class="small soft">{page.keysWhere}</p>
    </Dialog>
  );
}

/** Drawn where fonts may lack the sign. */
const drawn: Readonly<Record<string, IconName>> = { '↑': 'arrowUp', '↓': 'arrowDown', '↵': 'enter' };

function Key({ part }: { readonly part: string }) {
  const icon = drawn[part];
  if (!icon) return <span>{part}</span>;
  return (
    <>
      <Icon name={icon} />
      <span class="unseen">{part}</span>
    </>
  );
}

function nameOf(action: Action): string {
  const { page } = words.value;
  return action in page.keys
    ? page.keys[action as keyof typeof page.keys]
    : page[action as Exclude<Action, keyof typeof page.keys>];
}

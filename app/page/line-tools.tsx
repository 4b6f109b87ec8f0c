/** What can be done with the active line, as buttons. */
import { Button } from '../parts/button.js';
import type { IconName } from '../parts/icon.js';
import { words } from '../words/index.js';
import { actions } from './actions.js';
import { type Action, keyOf } from './keys.js';
import { palette } from './panels.js';
import { tool } from './tool.js';

const tools: readonly (readonly [Action & keyof ReturnType<typeof labels>, IconName])[] = [
  ['previous', 'up'],
  ['next', 'check'],
  ['previousDoubtful', 'doubtBefore'],
  ['nextDoubtful', 'doubtAfter'],
  ['characters', 'characters'],
  ['cut', 'cut'],
  ['join', 'join'],
  ['up', 'arrowUp'],
  ['down', 'arrowDown'],
  ['reverse', 'reverse'],
  ['points', 'points'],
  ['readLine', 'again'],
  ['remove', 'delete'],
];

function labels() {
  const { characters, cut, join, up, down, reverse, points, readLine, remove, keys } = words.value.page;
  const { previous, next, previousDoubtful, nextDoubtful } = keys;
  const ways = { previous, next, previousDoubtful, nextDoubtful };
  return { ...ways, characters, cut, join, up, down, reverse, points, readLine, remove };
}

export function LineTools() {
  const names = labels();
  return (
    <div class="line-tools" role="toolbar" aria-label={words.value.page.tools}>
      {tools.map(([action, icon]) => (
        <Button
          key={action}
          label={names[action]}
          icon={icon}
          kind="quiet"
          shortcut={keyOf(action)}
          pressed={isPressed(action)}
          onClick={actions[action]}
        />
      ))}
    </div>
  );
}

function isPressed(action: Action): boolean | undefined {
  if (action === 'characters') return palette.value;
  if (action === 'cut' || action === 'points') return tool.value === action;
  return undefined;
}

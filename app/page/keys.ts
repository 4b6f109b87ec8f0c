/** The keys of the page screen: what they do stands here once, for whoever listens and for the list that `?` shows. */
import type { Words } from '../words/index.js';
import type { ToolName } from './tool.js';

export type Action =
  | keyof Words['page']['keys']
  | 'cut'
  | 'join'
  | 'up'
  | 'down'
  | 'reverse'
  | 'remove'
  | 'draw'
  | 'points'
  | 'readLine'
  | 'zoomIn'
  | 'zoomOut'
  | 'whole';

export interface Shortcut {
  readonly action: Action;
  /** As KeyboardEvent.key says it, with Ctrl+ (which is ⌘ on a Mac), Alt+ and Shift+ before it. */
  readonly keys: readonly string[];
  /** `text`: while a text is written; `page`: elsewhere; without: in both. */
  readonly where?: 'text' | 'page';
}

export const shortcuts: readonly Shortcut[] = [
  { action: 'next', keys: ['Enter', 'ArrowDown'], where: 'text' },
  { action: 'previous', keys: ['ArrowUp'], where: 'text' },
  { action: 'nextDoubtful', keys: ['Alt+ArrowDown'] },
  { action: 'previousDoubtful', keys: ['Alt+ArrowUp'] },
  { action: 'undo', keys: ['Ctrl+z'] },
  { action: 'redo', keys: ['Ctrl+y', 'Ctrl+Shift+z'] },
  { action: 'find', keys: ['Ctrl+f'] },
  { action: 'characters', keys: ['Ctrl+m'] },
  { action: 'cut', keys: ['Shift+Enter'], where: 'text' },
  { action: 'join', keys: ['Ctrl+j'] },
  { action: 'leave', keys: ['Escape'] },
  { action: 'nextPage', keys: ['PageDown'] },
  { action: 'previousPage', keys: ['PageUp'] },
  { action: 'write', keys: ['Enter'], where: 'page' },
  { action: 'below', keys: ['ArrowDown'], where: 'page' },
  { action: 'previous', keys: ['ArrowUp'], where: 'page' },
  { action: 'cut', keys: ['c'], where: 'page' },
  { action: 'join', keys: ['j'], where: 'page' },
  { action: 'reverse', keys: ['i'], where: 'page' },
  { action: 'up', keys: ['Shift+ArrowUp'], where: 'page' },
  { action: 'down', keys: ['Shift+ArrowDown'], where: 'page' },
  { action: 'remove', keys: ['Delete', 'Backspace'], where: 'page' },
  { action: 'draw', keys: ['n'], where: 'page' },
  { action: 'points', keys: ['p'], where: 'page' },
  { action: 'readLine', keys: ['r'], where: 'page' },
  { action: 'zoomIn', keys: ['+'], where: 'page' },
  { action: 'zoomOut', keys: ['-'], where: 'page' },
  { action: 'whole', keys: ['0'], where: 'page' },
  { action: 'keys', keys: ['F1'] },
  { action: 'keys', keys: ['?'], where: 'page' },
];

/** What a key does there, if anything. @param tool keys of the page belong to the tool that is in use */
export function actionOf(event: KeyboardEvent, where: 'text' | 'page', tool: ToolName): Action | undefined {
  if (event.isComposing) return undefined;
  const pressed = nameOf(event);
  const action = shortcuts.find(
    ({ keys, where: only }) => (only === undefined || only === where) && keys.includes(pressed),
  )?.action;
  const ofTool = tool !== 'look' && where === 'page' && action !== 'undo' && action !== 'redo';
  return ofTool && action !== 'leave' ? undefined : action;
}

function nameOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): string {
  const single = key.length === 1;
  const parts = [
    ...(ctrlKey || metaKey ? ['Ctrl'] : []),
    ...(altKey ? ['Alt'] : []),
    // Of a sign, such as ?, Shift is part.
    ...(shiftKey && (!single || /\p{L}/u.test(key)) ? ['Shift'] : []),
    single ? key.toLowerCase() : key,
  ];
  return parts.join('+');
}

/** Of the keys of an action, the first, as people read it. */
export function keyOf(action: Action): string | undefined {
  const shortcut = shortcuts.find((known) => known.action === action);
  return shortcut?.keys[0] && partsOf(shortcut.keys[0]).join(' ');
}

const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);

const signs: Readonly<Record<string, string>> = {
  Ctrl: isMac ? '⌘' : 'Ctrl',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Enter: '↵',
  Escape: 'Esc',
};

/** The keys that are pressed together, as they are written on keyboards. */
export function partsOf(keys: string): readonly string[] {
  return keys.split(/\+(?=.)/).map((key) => signs[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

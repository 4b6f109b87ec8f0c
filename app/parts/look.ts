/** Light or dark: as the computer has it, or as the person chose. */
import { effect, signal } from '@preact/signals';
import { keepChoice, keptChoice } from '../store/choice.js';

export type Look = 'system' | 'light' | 'dark';

const dark = matchMedia('(prefers-color-scheme: dark)');
const systemDark = signal(dark.matches);
dark.addEventListener('change', ({ matches }) => {
  systemDark.value = matches;
});

function keptLook(): Look {
  const look = keptChoice('look');
  return look === 'light' || look === 'dark' ? look : 'system';
}

export const look = signal<Look>(keptLook());

effect(() => {
  const chosen = look.value === 'system' ? (systemDark.value ? 'dark' : 'light') : look.value;
  document.documentElement.dataset.look = chosen;
});

export function chooseLook(chosen: Look): void {
  look.value = chosen;
  keepChoice('look', chosen);
}

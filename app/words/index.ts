/** What the app says, in the language that the person reads. Each language is one file. */
import { computed, effect, signal } from '@preact/signals';
import { keepChoice, keptChoice } from '../store/choice.js';
import { en } from './en.js';
import { fr } from './fr.js';

export type Words = typeof en;

const languages = { en, fr } as const satisfies Readonly<Record<string, Words>>;
export type LanguageCode = keyof typeof languages;

/** By their own names. */
export const languageNames: Readonly<Record<LanguageCode, string>> = { en: 'English', fr: 'Français' };

/** The one that was chosen here before, else the browser's, else English. */
function preferred(): LanguageCode {
  const wishes = [keptChoice('language') ?? '', ...navigator.languages];
  const codes = wishes.map((wish) => wish.slice(0, 2).toLowerCase());
  return codes.find((code): code is LanguageCode => code in languages) ?? 'en';
}

export const language = signal<LanguageCode>(preferred());
export const words = computed<Words>(() => languages[language.value]);

effect(() => {
  document.documentElement.lang = language.value;
});

export function chooseLanguage(code: LanguageCode): void {
  language.value = code;
  keepChoice('language', code);
}

/** A number as the language writes it. */
export function numeral(value: number, digits = 0): string {
  return value.toLocaleString(language.value, { maximumFractionDigits: digits, minimumFractionDigits: digits });
}

/** @param share 0 to 1 */
export function percent(share: number, digits = 1): string {
  return share.toLocaleString(language.value, {
    style: 'percent',
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  });
}

/** What the person chooses for every screen: the language, and light or dark. */
import { chooseLanguage, type LanguageCode, language, languageNames, words } from '../words/index.js';
import { chooseLook, type Look, look } from './look.js';
import './choices.css';

export function Choices() {
  const { app } = words.value;
  const looks: readonly (readonly [Look, string])[] = [
    ['system', app.system],
    ['light', app.light],
    ['dark', app.dark],
  ];
  return (
    <>
      <label class="choices-choice">
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
      <label class="choices-choice">
        <span>{app.look}</span>
        <select value={look.value} onChange={({ currentTarget }) => chooseLook(currentTarget.value as Look)}>
          {looks.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

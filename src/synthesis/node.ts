/** Drawn handwriting: fonts, texts, lines and pages of them. */
export { createDrawer } from './draw.js';
export { handwritingFamilies } from './families.js';
export { type HandwritingFont, openFontFolder, openFonts } from './fonts.js';
export { alphabetOf, languageNames, openLanguage } from './languages.js';
export { generatedTexts, givenTexts, phrase } from './phrases.js';
export { synthesiseLines, synthesisePages } from './synthesise.js';

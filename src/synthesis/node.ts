/** Drawn handwriting: fonts, texts, lines and pages of them. */
export { createDrawer } from './draw.js';
export { createSheetDrawer, type DrawnSheet, type SheetLook } from './draw-sheet.js';
export { builtinFamilies, familiesFor, handwritingFamilies } from './families.js';
export { type HandwritingFont, isInstalled, openFontFolder, openFonts, SynthesisError } from './fonts.js';
export { alphabetOf, languageNames, openLanguage } from './languages.js';
export { isLayoutName, type LayoutName, layoutNames } from './layouts/kinds.js';
export { generatedTexts, givenTexts, phrase } from './phrases.js';
export { DrawnPages, type SheetOptions, sheetRequest, synthesiseSheets } from './sheets.js';
export { synthesiseLines, synthesisePages } from './synthesise.js';

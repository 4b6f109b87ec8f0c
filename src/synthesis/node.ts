/** Drawn handwriting: fonts, texts, lines and pages of them. */
export { createDrawer } from './draw.js';
export { createSheetDrawer, type DrawnSheet, type SheetLook } from './draw-sheet.js';
export { builtinFamilies, familiesFor, handwritingFamilies } from './families.js';
export { type HandwritingFont, isInstalled, openFontFolder, openFonts, SynthesisError } from './fonts.js';
export { alphabetOf, languageNames, openLanguage } from './languages.js';
export { isLayoutName, type LayoutName, layoutNames } from './layouts/kinds.js';
export { generatedTexts, givenTexts, phrase, type TextSource } from './phrases.js';
export { type CharacterDrawer, createCharacterDrawer } from './recombining/drawn-character.js';
export type { Hand } from './recombining/hand.js';
export { HandCollector } from './recombining/hands.js';
export type { MarkedCharacter, MarkedLine } from './recombining/marked-line.js';
export {
  type PieceOrigin,
  type RecombinedLine,
  type RecombineOptions,
  Recombiner,
  writingHands,
} from './recombining/recombine.js';
export { DrawnPages, type SheetOptions, sheetRequest, synthesiseSheets } from './sheets.js';
export { synthesiseLines, synthesisePages } from './synthesise.js';

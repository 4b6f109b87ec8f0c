/**
 * Font families that look written by hand, as npm packages `@fontsource/NAME` (licences: docs/drawn-handwriting.md). Chosen from
 * Google Fonts' category "handwriting": no brush lettering, no display faces.
 */
export const handwritingFamilies: readonly string[] = [
  'annie-use-your-telescope',
  'architects-daughter',
  'bad-script',
  'beth-ellen',
  'bilbo',
  'caveat',
  'cedarville-cursive',
  'coming-soon',
  'covered-by-your-grace',
  'crafty-girls',
  'dawning-of-a-new-day',
  'delicious-handrawn',
  'edu-nsw-act-cursive',
  'edu-sa-hand',
  'gaegu',
  'give-you-glory',
  'gloria-hallelujah',
  'handlee',
  'herr-von-muellerhoff',
  'homemade-apple',
  'indie-flower',
  'italianno',
  'just-another-hand',
  'just-me-again-down-here',
  'kalam',
  'kristi',
  'la-belle-aurore',
  'league-script',
  'licorice',
  'loved-by-the-king',
  'mansalva',
  'marck-script',
  'meddon',
  'monsieur-la-doulaise',
  'mr-dafoe',
  'mr-de-haviland',
  'mrs-saint-delafield',
  'mynerve',
  'nanum-pen-script',
  'neucha',
  'nothing-you-could-do',
  'over-the-rainbow',
  'patrick-hand',
  'petit-formal-script',
  'pinyon-script',
  'playwrite-de-grund',
  'playwrite-fr-trad',
  'playwrite-us-trad',
  'qwigley',
  'reenie-beanie',
  'ruthie',
  'schoolbell',
  'sedgwick-ave',
  'shadows-into-light',
  'shadows-into-light-two',
  'short-stack',
  'solitreo',
  'square-peg',
  'stalemate',
  'sue-ellen-francisco',
  'swanky-and-moo-moo',
  'the-girl-next-door',
  'waiting-for-the-sunrise',
  'zeyada',
];

/** More families for texts in a script that hardly any of them have; texts in others are drawn without them. */
const familiesOfScripts: readonly { readonly letters: RegExp; readonly families: readonly string[] }[] = [
  { letters: /\p{Script=Hebrew}/u, families: ['gveret-levin'] },
];

/** All that can be named. */
export const builtinFamilies: readonly string[] = [
  ...handwritingFamilies,
  ...familiesOfScripts.flatMap(({ families }) => families),
];

/** What texts are drawn in where no family is named. */
export function familiesFor(texts: string): readonly string[] {
  const more = familiesOfScripts.filter(({ letters }) => letters.test(texts));
  return [...handwritingFamilies, ...more.flatMap(({ families }) => families)];
}

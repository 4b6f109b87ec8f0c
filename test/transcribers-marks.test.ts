import { expect, it } from 'vitest';
import { withoutMarks } from './transcribers-marks.js';

it.each([
  ['raised letters', 'le 1^er clerc, M^me Terrié', 'le 1er clerc, Mme Terrié'],
  ['a raised end that is underlined', 'son av^_train', 'son avtrain'],
  ['underlined words', "_Pour _la (_b) l'_appareil", "Pour la (b) l'appareil"],
  ['a sign for a parted word', 'bouton, le commence¬', 'bouton, le commence-'],
  ['a raised word', 'ce que je possède a ^ma mort', 'ce que je possède a ma mort'],
])('takes out the marks of %s', (_, marked, text) => {
  expect(withoutMarks(marked)).toEqual({ text });
});

it.each([
  'imp_wikitexte_0207',
  'Point de droit _ Doit-on',
  'si elle le suivra [source',
  'au Kumaradhara [en] juste',
  'veut-il ? Oui ?',
  'rue ~ 13 = 2',
])('leaves what is written as it is: %s', (text) => {
  expect(withoutMarks(text)).toEqual({ text });
});

it.each([
  ['crossed out', 'ou &>5< cinq'],
  ['crossed out', 'contradictions difficiles à <> expliquer.'],
  ['crossed out', 'Monoplan à poste ouvert, ail><e'],
  ['crossed out', '⟦on whose⟧ behalf'],
  ['crossed out', 'begins here ⟦and goes on'],
  ['crossed out', 'scb[[erent]]'],
  ['unread', 'se releve en [?] comme'],
  ['unread', 'leurs rouets [[?]] enfin'],
  ['unread', '(???) rembourseront tous'],
  ['unread', 'of the $$$ Central'],
  ['unread', '~~~ ~~~'],
  ['no text', ' '],
] as const)('gives no reference where something is %s: %s', (leftOut, marked) => {
  expect(withoutMarks(marked).leftOut).toBe(leftOut);
});

/** Drawn lines and their text, by the starter model: the short version of test/measure-align.ts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withWordsJoined } from '../../../test/line-breaks.js';
import { augmentationOf } from '../../image/index.js';
import { known } from '../../known.js';
import { createDrawer, openFonts } from '../../synthesis/node.js';
import { type AlignLinesOptions, alignLines, editionFor, lineToAlign, Recognizer } from '../index.js';
import { starterModel } from '../node.js';

const letter = [
  'Monsieur le Préfet, nous avons reçu votre lettre du',
  '14 juillet, et je vous remercie de la réponse que vous',
  'avez bien voulu nous donner. La commission se réu-',
  'nira la semaine prochaine dans la grande salle de la',
  'mairie, et les membres du conseil seront prévenus par',
  'une lettre particulière. Il sera question des chemins,',
  'de la fontaine publique et du bois de chauffage que les',
  'habitants réclament depuis longtemps. Nous espérons',
  'que vous pourrez assister à cette séance, et nous vous',
  'prions de croire à nos sentiments les plus respectueux.',
];
const otherText =
  'It was a bright cold day in the harbour, and the boats were painted blue and white. Nobody on the quay had seen the captain since the morning, when he went to look for a new rope and a barrel of oil for the lamps of the house.';

let recognizer: Recognizer;
const drawn: Awaited<ReturnType<Recognizer['recognize']>>[] = [];

beforeAll(async () => {
  recognizer = await Recognizer.load(starterModel('int8'), { language: false, keepScores: true });
  const font = known((await openFonts(['caveat'])).at(0), 'the font');
  const draw = await createDrawer();
  const look = { lineHeight: 64, degradation: augmentationOf(0) };
  for (const text of letter) drawn.push(await recognizer.recognize(draw(text, font, look, 1)));
});
afterAll(() => recognizer.dispose());

function align(text: string, options: AlignLinesOptions = {}, lines = drawn) {
  const edition = editionFor(recognizer.model, text);
  return alignLines(
    lines.map((line) => lineToAlign(line, edition)),
    edition,
    options,
  );
}

const textsOf = ({ lines }: Awaited<ReturnType<typeof align>>) => lines.map(({ text }) => text);

describe('lines and their text without line breaks', () => {
  it('every line gets its own part, a parted word with the sign that is on the page', async () => {
    const text = withWordsJoined(letter);
    expect(text).toContain('réunira');
    const aligned = await align(text);
    expect(textsOf(aligned)).toEqual(letter);
    expect(aligned.unmatched).toEqual([]);
    for (const { confidence } of aligned.lines) expect(confidence).toBeGreaterThan(0.9);
  });

  it.each([
    ['none', 'avez bien voulu nous donner. La commission se réu'],
    ['¬', 'avez bien voulu nous donner. La commission se réu¬'],
  ] as const)('where words are parted: %s', async (hyphens, expected) => {
    const texts = textsOf(await align(withWordsJoined(letter), { hyphens }));
    expect([texts[2], texts[3]]).toEqual([expected, letter[3]]);
  });

  it('a line that the text has not stays without, and its neighbours have theirs', async () => {
    const text = withWordsJoined(letter.filter((_, index) => index !== 5));
    expect(textsOf(await align(text))).toEqual(letter.map((line, index) => (index === 5 ? undefined : line)));
  });

  it('text that no line has is listed, wherever it stands', async () => {
    const [first, second] = [letter.slice(0, 6), letter.slice(6)].map(withWordsJoined);
    const note = 'Note de la rédaction : ce passage manque dans le manuscrit.';
    const text = `${otherText} ${first} ${note} ${second}`;
    const aligned = await align(text);
    expect(textsOf(aligned)).toEqual(letter);
    expect(aligned.unmatched.map((part) => part.text)).toEqual([otherText, note]);
    for (const { start, end, text: part } of aligned.unmatched) expect(text.slice(start, end).trim()).toBe(part);
  });

  it('the text is put out as the edition has it, though the page has other quotes and no marks', async () => {
    const edited = letter.map((line) => line.replaceAll('Préfet', '«Préfet»').replaceAll('14', '14^'));
    expect(textsOf(await align(withWordsJoined(edited))).slice(0, 2)).toEqual(edited.slice(0, 2));
  });

  it('a text of another document matches nothing', async () => {
    const aligned = await align(otherText);
    expect(textsOf(aligned).filter((text) => text !== undefined)).toEqual([]);
    expect(aligned.unmatched.map(({ text }) => text)).toEqual([otherText]);
  });

  it('an empty text, and no lines at all, match nothing', async () => {
    expect(textsOf(await align(' '))).toEqual(letter.map(() => undefined));
    expect(await align('abc', {}, [])).toEqual({
      lines: [],
      unmatched: [{ start: 0, end: 3, text: 'abc', confidence: 0 }],
    });
  });

  it('progress is told line by line, and a signal ends it with its reason', async () => {
    const done: number[] = [];
    await align(letter.join(' '), { progress: (count) => done.push(count) });
    expect(done).toEqual(letter.map((_, index) => index + 1));
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    await expect(align(letter.join(' '), { signal: controller.signal })).rejects.toThrow('enough');
  });
});

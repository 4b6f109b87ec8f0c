import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { configureAdapt } from './adapt.js';
import { type LanguageFlags, languageFlags, languageNote, languageOf } from './language-flags.js';

const weights = { weight: 0.5, bonus: 1, beam: 32 };

describe('flags that do not go together are named as they were given', () => {
  it.each<[string, LanguageFlags, string]>([
    ['--language fr --no-lm', { language: ['fr'], lm: false }, '--language and --no-lm each say'],
    ['--language none --lm x.lm', { language: 'none', lm: 'x.lm' }, '--language and --lm each say'],
    ['--language none --lm-weight 1', { language: 'none', lmWeight: 1 }, 'leave out --language none'],
    ['--no-lm --lm-bonus 1', { lm: false, lmBonus: 1 }, 'leave out --no-lm'],
    ['--lm-weight 1', { lmWeight: 1 }, 'give --lm FILE too'],
  ])('%s', async (_, flags, message) => {
    await expect(languageOf(flags)).rejects.toThrow(message);
  });
});

it('how to read without a language is said where nobody has named it', () => {
  const note = (flags: LanguageFlags, lm?: string) =>
    languageNote({ language: weights, lm, lexicon: flags.lexicon }, flags);
  expect(note({}, 'model.lm.json')).toBe(
    'read with model.lm.json (weight 0.5, bonus 1, beam 32); --no-lm reads without it',
  );
  expect(note({ lm: 'mine.lm' }, 'mine.lm')).toBe('read with mine.lm (weight 0.5, bonus 1, beam 32)');
  expect(note({ lm: false, lexicon: 'words.txt' })).toBe('read with words.txt (weight 0.5, bonus 1, beam 32)');
  expect(note({ language: 'auto' })).not.toContain('--no-lm');
});

describe('adapt', () => {
  const adapt = () => {
    const command = new Command('adapt').exitOverride().configureOutput({ writeErr: () => undefined });
    configureAdapt(command);
    return command;
  };

  it('refuses languages, which its run would not keep, and says what it takes', async () => {
    const args = ['starter', 'scans', '--out', 'adapted.onnx', '--language', 'fr'];
    await expect(adapt().parseAsync(args, { from: 'user' })).rejects.toThrow(/It must be none.*--lm: starter/);
    expect(
      adapt()
        .action(() => undefined)
        .parse([...args.slice(0, -1), 'none'], { from: 'user' })
        .opts(),
    ).toMatchObject({
      language: 'none',
    });
  });

  it('offers none in its help, and reading offers all', () => {
    expect(adapt().helpInformation()).not.toContain('auto: of all that come with ductus');
    expect(languageFlags(new Command('recognize')).helpInformation().replace(/\s+/g, ' ')).toContain(
      'auto: of all that come with ductus',
    );
    expect(adapt().helpInformation().replace(/\s+/g, ' ')).toContain('the eight languages that come with ductus');
  });
});

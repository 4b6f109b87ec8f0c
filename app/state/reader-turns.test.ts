import { expect, it } from 'vitest';
import { ReaderTurns, type Wanted } from './reader-turns.js';

/** A reader that says what it is asked for, in order. */
function loggedTurns(load: (model: string | undefined) => Promise<void> = async () => undefined) {
  const log: string[] = [];
  const turns = new ReaderTurns(
    async (model) => {
      log.push(`open ${model}`);
      await load(model);
    },
    async () => void log.push('guide'),
  );
  const ask = (model: string, wanted: Wanted, name: string) =>
    turns.with(model, wanted, async (isGuided) => void log.push(`${name} ${isGuided}`));
  return { log, turns, ask };
}

it('asks each with the model of its document, whoever asks meanwhile', async () => {
  const { log, ask } = loggedTurns();
  await Promise.all([ask('a', 'plain', 'page'), ask('b', 'guided', 'line'), ask('a', 'guided', 'page again')]);
  expect(log).toEqual(['open a', 'page false', 'open b', 'guide', 'line true', 'open a', 'guide', 'page again true']);
});

it('opens and guides once for all that have the same model', async () => {
  const { log, ask } = loggedTurns();
  await Promise.all([ask('a', 'plain', 'first'), ask('a', 'guided', 'second'), ask('a', 'plain', 'third')]);
  expect(log.filter((entry) => /open|guide/.test(entry))).toEqual(['open a', 'guide']);
});

it('gives the turn on while what it asked for is still to come', async () => {
  const { ask, turns } = loggedTurns();
  const page = turns.with('a', 'plain', () => new Promise<void>(() => undefined));
  await ask('b', 'plain', 'line');
  await expect(Promise.race([page, 'still reading'])).resolves.toBe('still reading');
});

it('forgets what failed, and the reader that is gone', async () => {
  let fails = true;
  const { log, turns, ask } = loggedTurns(async () => {
    if (fails) throw new Error('no model');
  });
  await expect(ask('a', 'plain', 'first')).rejects.toThrow('no model');
  fails = false;
  await ask('a', 'plain', 'second');
  turns.forget();
  await ask('a', 'plain', 'third');
  expect(log).toEqual(['open a', 'open a', 'second false', 'open a', 'third false']);
});

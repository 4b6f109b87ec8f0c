import { expect, it } from 'vitest';
import { Held } from './held.js';

function held() {
  const log: string[] = [];
  const reader = { read: (line: string) => log.push(line), dispose: async () => void log.push('disposed of') };
  return { log, held: new Held(Promise.resolve(reader)) };
}

it('reads to the end although another has come, and is then disposed of', async () => {
  const { log, held: reader } = held();
  let goOn = () => {};
  const page = reader.use(async ({ read }) => {
    read('first line');
    await new Promise<void>((resolve) => {
      goOn = resolve;
    });
    read('last line');
  });
  const line = reader.use(async ({ read }) => read('line of another page'));
  await reader.giveUp();
  await line;
  goOn();
  await page;
  expect(log).toEqual(['first line', 'line of another page', 'last line', 'disposed of']);
});

it('is disposed of at once where nobody uses it', async () => {
  const { log, held: reader } = held();
  await reader.use(async ({ read }) => read('line'));
  expect(log).toEqual(['line']);
  await reader.giveUp();
  expect(log).toEqual(['line', 'disposed of']);
});

it('is disposed of also where reading failed, and says nothing where it could not be opened', async () => {
  const { log, held: reader } = held();
  const reading = reader.use(async () => {
    throw new Error('no such line');
  });
  await reader.giveUp();
  await expect(reading).rejects.toThrow('no such line');
  expect(log).toEqual(['disposed of']);
  const failed = new Held(Promise.reject<{ dispose(): Promise<void> }>(new Error('no model')));
  await expect(failed.use(async () => undefined)).rejects.toThrow('no model');
  await failed.giveUp();
});

import { expect, it } from 'vitest';
import { addFirst, addLast, goOn, isStopped, queue, stopQueue, takeFirst } from './reading-queue.js';

const page = (document: string, page: string) => ({ document, page });

it('has each page once, the one that a person looks at first', () => {
  addLast([page('a', '1'), page('a', '2')]);
  addLast([page('a', '2'), page('b', '3')]);
  addFirst(page('b', '3'));
  expect(queue.value.map((waiting) => waiting.page)).toEqual(['3', '1', '2']);
  expect([takeFirst(), takeFirst(), takeFirst(), takeFirst()].map((taken) => taken?.page)).toEqual([
    '3',
    '1',
    '2',
    undefined,
  ]);
});

it('remembers the documents whose reading was stopped, until the person goes on', () => {
  addLast([page('waits', '2')]);
  stopQueue(page('is read', '1'));
  expect(queue.value).toEqual([]);
  expect(['waits', 'is read', 'another'].map(isStopped)).toEqual([true, true, false]);
  goOn('waits');
  expect(['waits', 'is read'].map(isStopped)).toEqual([false, true]);
});

import { describe, expect, it } from 'vitest';
import { isListFile, readList, readSymbolTable } from './lists.js';

describe('lists of other systems', () => {
  it.each([
    [
      'tab',
      'lines.tsv',
      'a/1.png\tone two\n/b/2.png\tthree\tfour\n["3.jpg", "4.jpg"]\tfive\n',
      [
        ['a/1.png', 'one two'],
        ['/b/2.png', 'three\tfour'],
        ['3.jpg', 'five'],
        ['4.jpg', 'five'],
      ],
    ],
    [
      'jsonl',
      'x.jsonl',
      '\uFEFF{"image": "1.png", "text": "é"}\r\n{"file_name": "2.png", "label": "b"}\r\n',
      [
        ['1.png', 'é'],
        ['2.png', 'b'],
      ],
    ],
    [
      'labels',
      'labels.json',
      '{"1.jpg": "one", "2.jpg": "two"}',
      [
        ['1.jpg', 'one'],
        ['2.jpg', 'two'],
      ],
    ],
    [
      'iam',
      'lines.txt',
      '#--- lines.txt\na01-000u-00 ok 154 19 408 746 1661 89 A|MOVE|to|stop|Mr.|Gaitskell|from\na01-000u-01 err 154 19 395 932 1850 105 B B C\n',
      [
        ['lines/a01/a01-000u/a01-000u-00.png', 'A MOVE to stop Mr. Gaitskell from'],
        ['lines/a01/a01-000u/a01-000u-01.png', 'B B C'],
      ],
    ],
    [
      'iam',
      'words.txt',
      '# words\na01-000u-00-00 ok 154 408 768 27 51 AT A\n',
      [['words/a01/a01-000u/a01-000u-00-00.png', 'A']],
    ],
    [
      'pylaia',
      'train.txt',
      'train/im01 f o r <space> d e t\ntrain/im02 é <unk>\n',
      [
        ['train/im01', 'for det'],
        ['train/im02', 'é<unk>'],
      ],
    ],
  ] as const)('%s: %s', (format, name, contents, expected) => {
    const list = readList(name, contents);
    expect(list.format).toBe(format);
    expect(list.skipped).toEqual([]);
    expect(list.lines.map(({ image, text }) => [image, text])).toEqual(expected);
  });

  it('names rows that can not be read by their number', () => {
    expect(readList('a.jsonl', '{"image": "1.png", "text": "a"}\n{"image": 1}\nnothing').skipped).toEqual([
      {
        name: 'a.jsonl, line 2',
        reason: 'none of image, file_name, filename, file, path, img, image_path names an image',
      },
      { name: 'a.jsonl, line 3', reason: 'not a JSON object' },
    ]);
    expect(readList('w.txt', 'a-b-c-d ok 1 2 3 4 5 T x\na-b-c-e err 1 2 3 4 5 T x').skipped).toEqual([
      { name: 'w.txt, line 2', reason: 'IAM marks the word as badly cut out (err)' },
    ]);
  });

  it.each([
    ['images that are no names', 'a.tsv', '[1, 2]\tone\n1.png\ttwo\n3.png\tthree', 1, 'something else than names'],
    ['no image', 'a.tsv', '1.png\ttwo\n \tone\n3.png\tthree', 2, 'no image before the tab'],
    ['a heading', 'a.tsv', 'image and text\n1.png\ttwo\n3.png\tthree', 1, 'no tab between'],
    [
      'no JSON at first',
      'a.jsonl',
      'x\n{"image": "1.png", "text": "two"}\n{"image": "3.png", "text": "three"}',
      1,
      'not a JSON',
    ],
    ['bytes that are no text', 'a.tsv', '1.png\ttwo\n2.png\t\uFFFD\n3.png\tthree', 2, 'not valid UTF-8'],
    [
      'a word of IAM',
      'l.txt',
      'oops\na01-000u-00 ok 1 2 3 4 5 6 two\na01-000u-01 ok 1 2 3 4 5 6 three',
      1,
      'not a row of IAM',
    ],
  ])('a row with %s costs that row', (_, name, contents, row, reason) => {
    const { lines, skipped } = readList(name, contents);
    expect(lines.map(({ text }) => text)).toEqual(['two', 'three']);
    expect(skipped).toEqual([{ name: `${name}, line ${row}`, reason: expect.stringContaining(reason) }]);
  });

  it('says what a list is where a file is none', () => {
    expect(() => readList('a.txt', 'just some words in a row')).toThrow('a row is "image<TAB>text"');
    expect(() => readList('a.txt', '\n')).toThrow('the list is empty');
    expect(() => readList('a.json', '[]')).toThrow('must be an object');
    expect([isListFile('a.gt.txt'), isListFile('a.txt'), isListFile('a.png')]).toEqual([false, true, false]);
  });

  it("knows IAM's splits, and PyLaia's symbols", () => {
    expect(readList('train.uttlist', 'a01-000u\na01-003\nnonsense\n')).toMatchObject({
      format: 'iam-split',
      lines: [{ image: 'a01-000u' }, { image: 'a01-003' }],
      skipped: [{ name: 'train.uttlist, line 3', reason: 'not an id of a form or a line' }],
    });
    const symbols = readSymbolTable('<ctc> 0\na 1\n<space> 2\n');
    expect([...symbols]).toEqual(['<ctc>', 'a', '<space>']);
    const table = readList('train.txt', 'x/1 a <space> a\nx/2 a b\n', symbols);
    expect(table.lines).toEqual([{ image: 'x/1', text: 'a a', row: 1 }]);
    expect(table.skipped).toEqual([{ name: 'train.txt, line 2', reason: 'the symbol b is not in syms.txt' }]);
    expect(() => readList('syms.txt', '<ctc> 0\na 1\n')).toThrow('name the table of lines');
  });
});

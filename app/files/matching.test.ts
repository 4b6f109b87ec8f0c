import { describe, expect, it } from 'vitest';
import { type FoundDescription, imageOf, matchDescriptions } from './matching.js';

function image(path: string, said: string, ...images: readonly string[]): string | undefined {
  return imageOf(path, said, new Set(images));
}

describe('the image of a description', () => {
  it('is the one that it says, before the one of its own name', () => {
    expect(image('a/p1.xml', 'scan.jpg', 'a/p1.jpg', 'a/scan.jpg')).toBe('a/scan.jpg');
  });

  it('is the one that it says with another ending, else the one of its own name', () => {
    expect(image('p1.xml', 'scan.tif', 'scan.jpg')).toBe('scan.jpg');
    expect(image('p1.xml', 'gone.tif', 'p1.PNG')).toBe('p1.PNG');
    expect(image('p1.xml', '', 'p1.webp')).toBe('p1.webp');
  });

  it('lies above a folder for descriptions, as Transkribus has it, and above no other', () => {
    expect(image('doc/page/p1.xml', 'p1.jpg', 'doc/p1.jpg')).toBe('doc/p1.jpg');
    expect(image('page/p1.xml', 'p1.jpg', 'p1.jpg')).toBe('p1.jpg');
    expect(image('doc/texts/p1.xml', 'p1.jpg', 'doc/p1.jpg')).toBeUndefined();
  });

  it('is found by a path from above the folder, as OCR-D says it, and by one from the folder', () => {
    expect(image('doc/OCR/p1.xml', 'IMG/p1.png', 'doc/IMG/p1.png')).toBe('doc/IMG/p1.png');
    expect(image('doc/OCR/p1.xml', '../IMG/p1.png', 'doc/IMG/p1.png')).toBe('doc/IMG/p1.png');
    expect(image('p1.xml', 'C:\\scans\\s1.jpg', 's1.jpg')).toBe('s1.jpg');
  });

  it('is none of another folder', () => {
    expect(image('a/p1.xml', 'p1.jpg', 'b/p1.jpg', 'p1.jpg')).toBeUndefined();
  });
});

describe('descriptions', () => {
  const description = (path: string, format: FoundDescription['format'], said = ''): FoundDescription => ({
    path,
    format,
    said,
  });

  it('in ALTO are passed over where PAGE has the image too', () => {
    const matched = matchDescriptions(
      [description('alto/p1.xml', 'ALTO'), description('page/p1.xml', 'PAGE'), description('alto/p2.xml', 'ALTO')],
      ['p1.jpg', 'p2.jpg'],
    );
    expect(matched.again).toEqual(['alto/p1.xml']);
    expect(matched.pairs).toEqual([
      { description: 'page/p1.xml', image: 'p1.jpg' },
      { description: 'alto/p2.xml', image: 'p2.jpg' },
    ]);
  });

  it('of two parts of an image are both read, and those without an image are named', () => {
    const matched = matchDescriptions(
      [description('left.xml', 'PAGE', 'p.jpg'), description('right.xml', 'PAGE', 'p.jpg'), description('x.xml', 'PAGE')],
      ['p.jpg'],
    );
    expect(matched.pairs.map((pair) => pair.description)).toEqual(['left.xml', 'right.xml']);
    expect(matched.alone).toEqual(['x.xml']);
  });
});

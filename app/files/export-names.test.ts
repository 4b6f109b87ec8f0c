import { describe, expect, it } from 'vitest';
import { afterPages, fileOf, savedAs, stemsOf, withoutHead } from './export-names.js';

describe('what is exported', () => {
  it('is a file of the page or of the document, and a zip file where there are several', () => {
    expect(savedAs('page', 'scan 1.jpg', 1)).toEqual({ name: 'scan 1.xml', type: 'application/xml' });
    expect(savedAs('page', 'Letters 1.2', 3)).toEqual({ name: 'Letters 1.2.page.zip', type: 'application/zip' });
    expect(savedAs('txt', 'Letters 1.2', 3).name).toBe('Letters 1.2.txt');
    expect(savedAs('project', 'Letters 1.2', 1).name).toBe('Letters 1.2.ductus.zip');
    expect(savedAs('pairs', 'a/b', 2).name).toBe('a_b.zip');
  });

  it('has each name once', () => {
    const stems = stemsOf(['a.jpg', 'a.png', 'A.webp', 'b.c.jpg']);
    expect(stems.map((stem) => fileOf('alto', stem))).toEqual(['a.xml', 'a-2.xml', 'A-3.xml', 'b.c.xml']);
  });

  it('is one text with a form feed between pages, one table with one head', () => {
    expect(['a\n', 'b\n'].map(afterPages).join('')).toBe('a\n\fb\n');
    expect(['head\na\n', 'head\nb\n', 'head\n'].map(withoutHead).join('')).toBe('head\na\nb\n');
  });
});

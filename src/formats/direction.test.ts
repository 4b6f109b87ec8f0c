import { expect, it } from 'vitest';
import type { Page } from '../page/index.js';
import { writeAlto } from './alto.js';
import { writeHocr } from './hocr.js';
import { writePageXml } from './page-xml.js';

const written = { created: '2026-01-01T00:00:00', creator: 'test' };

function pageOf(...texts: readonly string[]): Page {
  const lines = texts.map((text, index) => ({ id: `l${index + 1}`, text }));
  return { image: 'a.jpg', width: 10, height: 10, regions: [{ id: 'r1', lines }] };
}

/** Values of an attribute by the ids of what has them. */
function valuesIn(xml: string, attribute: string): Readonly<Record<string, string>> {
  const tags = xml.match(/<(?!html)[^>]*>/g) ?? [];
  const value = (tag: string, name: string) => new RegExp(` ${name}="([^"]*)"`, 'i').exec(tag)?.[1];
  return Object.fromEntries(
    tags.flatMap((tag) => {
      const [id, said] = [value(tag, 'id'), value(tag, attribute)];
      return id !== undefined && said !== undefined ? [[id, said]] : [];
    }),
  );
}

const hebrew = pageOf('שלום לכל אנשי העיר 12', '1890', 'from London');
const mixed = pageOf('from London and Paris', 'שלום');

it('PAGE says which way a region is read, and lines that are read the other way', () => {
  expect(valuesIn(writePageXml(hebrew, written), 'readingDirection')).toEqual({
    r1: 'right-to-left',
    l3: 'left-to-right',
  });
  expect(valuesIn(writePageXml(mixed, written), 'readingDirection')).toEqual({ l2: 'right-to-left' });
});

it('ALTO says it too', () => {
  expect(valuesIn(writeAlto(hebrew), 'BASEDIRECTION')).toEqual({ r1: 'rtl', l3: 'ltr' });
  expect(valuesIn(writeAlto(mixed), 'BASEDIRECTION')).toEqual({ l2: 'rtl' });
});

it('hOCR shows such areas and lines from right to left', () => {
  expect(valuesIn(writeHocr(hebrew, written), 'dir')).toEqual({ r1: 'rtl', l3: 'ltr' });
  expect(valuesIn(writeHocr(mixed, written), 'dir')).toEqual({ l2: 'rtl' });
});

it('nothing is said of pages from left to right', () => {
  const plain = pageOf('from London', '1890', 'Привет', 'Χαίρε');
  for (const text of [writePageXml(plain, written), writeAlto(plain), writeHocr(plain, written)]) {
    expect(text).not.toMatch(/readingDirection|BASEDIRECTION| dir=/);
  }
});

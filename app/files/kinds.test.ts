import { describe, expect, it } from 'vitest';
import { isBesidePages, kindOf } from './kinds.js';

describe('the kind of a file', () => {
  it.each([
    ['a/b.JPG', '', 'image'],
    ['scan.tif', 'image/tiff', 'tiff'],
    ['book.pdf', '', 'pdf'],
    ['page/b.xml', '', 'xml'],
    ['a.ductus (1).zip', '', 'project'],
    ['without ending', 'image/png', 'image'],
    ['drawing.svg', 'image/svg+xml', 'other'],
    ['notes.docx', '', 'other'],
    ['a/.DS_Store', '', 'aside'],
    ['a/METS.xml', '', 'aside'],
    ['a/metadata.xml', '', 'aside'],
    ['__MACOSX/a/b.jpg', '', 'aside'],
  ])('of %s (%s) is %s', (path, type, kind) => {
    expect(kindOf(path, type)).toBe(kind);
  });

  it('of XML that is beside pages is told by its first element, behind declarations and comments, with a namespace or without', () => {
    expect(isBesidePages('\uFEFF<?xml version="1.0"?>\n<!-- <alto> -->\n<mets xmlns="x">')).toBe(true);
    expect(isBesidePages('<?xml version="1.0"?><mets:mets xmlns:mets="m">')).toBe(true);
    expect(isBesidePages('<trpDocMetadata>')).toBe(true);
    expect(isBesidePages('<TEI><mets/></TEI>')).toBe(false);
  });

  it('of XML is told soon, however many comments stand before nothing', () => {
    expect(isBesidePages(`${'<!-- > -->'.repeat(2000)}text`)).toBe(false);
    expect(isBesidePages(`${'<!-- > -->'.repeat(2000)}<mets/>`)).toBe(true);
  });
});

/**
 * Searchable PDF: the page's image, and over it its text in a font without shapes. A JPEG is embedded as it is. Each word
 * stands in its own box along its line, so that what is selected is what is seen, and says as a whole what it is
 * (ActualText, ISO 32000-1 14.9.4): poppler takes letters whose feet differ by half a point for words of their own, which
 * those of a sloping line do.
 */
import type { PDFDocument, PDFOperator, PDFRef } from '@cantoo/pdf-lib';
import { DuctusError, type ErrorAbout } from '../error.js';
import type { Page } from '../page/index.js';
import { toDisplay } from '../text/index.js';
import { glyphlessFont } from './glyphless-font.js';
import { placedTexts } from './pdf-text.js';

/** The image of a page, upright as `Page` counts its pixels. */
export interface PageImage {
  /** A JPEG or PNG file. */
  readonly bytes: Uint8Array;
  readonly type: 'jpeg' | 'png';
  /** How the camera was held: EXIF's orientation, 1 to 8; the file's own pixels are not upright unless it is 1. */
  readonly orientation: number;
  /** Pixels an inch. */
  readonly dpi: number;
}

export class PdfError extends DuctusError {
  override readonly name = 'PdfError';

  constructor(message: string, about: ErrorAbout = {}) {
    super(message, { code: 'package/missing', ...about });
  }
}

const pointsPerInch = 72;

/** @throws PdfError when the package for it is missing */
export async function writePdf(page: Page, image: PageImage): Promise<Uint8Array> {
  const pdf = await pdfLibrary();
  const document = await newDocument(pdf, page.image);
  const codes = new Map<string, number>();
  await addSheet(pdf, document, page, image, codes, () => embedFont(pdf, document, codes));
  return document.save();
}

type PdfLibrary = typeof import('@cantoo/pdf-lib');

/** @throws PdfError */
export function pdfLibrary(): Promise<PdfLibrary> {
  return import('@cantoo/pdf-lib').catch((cause: unknown) => {
    throw new PdfError('PDF needs the package @cantoo/pdf-lib: npm install @cantoo/pdf-lib', {
      details: { value: '@cantoo/pdf-lib' },
      cause,
    });
  });
}

export async function newDocument({ PDFDocument }: PdfLibrary, title: string): Promise<PDFDocument> {
  const document = await PDFDocument.create();
  document.setTitle(title);
  document.setProducer('ductus');
  return document;
}

/**
 * Adds a page with its image and its text.
 * @param codes of the characters of the font; those of the page are added
 * @param fontOf where the font is, asked for when its codes are there
 */
export async function addSheet(
  pdf: PdfLibrary,
  document: PDFDocument,
  page: Page,
  image: PageImage,
  codes: Map<string, number>,
  fontOf: () => PDFRef,
): Promise<void> {
  const scale = pointsPerInch / image.dpi;
  const [width, height] = [page.width * scale, page.height * scale];
  const sheet = document.addPage([width, height]);
  const embedded = image.type === 'jpeg' ? await document.embedJpg(image.bytes) : await document.embedPng(image.bytes);
  const picture = sheet.node.newXObject('Image', embedded.ref);
  const texts = placedTexts(page);
  addCodes(codes, texts.map(({ text }) => text));
  const font = sheet.node.newFontDictionary('Text', fontOf());
  const encode = (text: string) =>
    pdf.PDFHexString.of(Array.from(text, (character) => hex(codes.get(character) as number)).join(''));
  sheet.pushOperators(
    pdf.pushGraphicsState(),
    pdf.concatTransformationMatrix(...upright(image.orientation, width, height)),
    pdf.drawObject(picture),
    pdf.popGraphicsState(),
    pdf.beginText(),
    pdf.setTextRenderingMode(pdf.TextRenderingMode.Invisible),
    ...texts.flatMap(({ text, at, along, size, length }) => {
      const count = [...text].length;
      const [cos, sin] = along;
      return [
        pdf.setFontAndSize(font, size * scale),
        // As wide as the box: every glyph is as wide as high.
        pdf.setCharacterSqueeze((100 * length) / (size * count)),
        pdf.setTextMatrix(cos, -sin, sin, cos, at[0] * scale, height - at[1] * scale),
        ...asWhole(pdf, text, pdf.showText(encode(text))),
      ];
    }),
    pdf.endText(),
  );
}

/** A word that is shown in the order that it is read in stays whole wherever it is copied to. */
function asWhole(pdf: PdfLibrary, text: string, shown: PDFOperator): readonly PDFOperator[] {
  if (text.trim() === '' || toDisplay(text) !== text) return [shown];
  const properties = `<< /ActualText <FEFF${utf16Hex(text)}> >>`;
  return [
    pdf.PDFOperator.of(pdf.PDFOperatorNames.BeginMarkedContentSequence, [pdf.PDFName.of('Span'), properties]),
    shown,
    pdf.endMarkedContent(),
  ];
}

/**
 * A composite font whose codes all show glyph 1, and a table that says which character each code is.
 * @param ref where it is written. Default: after all that is there
 */
export function embedFont(
  pdf: PdfLibrary,
  { context }: PDFDocument,
  codes: ReadonlyMap<string, number>,
  ref?: PDFRef,
): PDFRef {
  const name = 'DuctusInvisible';
  const file = context.register(context.flateStream(glyphlessFont(), { Length1: glyphlessFont().length }));
  const descriptor = context.register(
    context.obj({
      Type: 'FontDescriptor',
      FontName: name,
      Flags: 5,
      FontBBox: [0, 0, 1000, 1000],
      ItalicAngle: 0,
      Ascent: 1000,
      Descent: 0,
      CapHeight: 1000,
      StemV: 80,
      FontFile2: file,
    }),
  );
  const glyphs = Uint8Array.from({ length: 2 * (codes.size + 1) }, (_, i) => i % 2);
  const descendant = context.register(
    context.obj({
      Type: 'Font',
      Subtype: 'CIDFontType2',
      BaseFont: name,
      CIDSystemInfo: { Registry: pdf.PDFString.of('Adobe'), Ordering: pdf.PDFString.of('Identity'), Supplement: 0 },
      FontDescriptor: descriptor,
      DW: 1000,
      CIDToGIDMap: context.register(context.flateStream(glyphs)),
    }),
  );
  const font = context.obj({
    Type: 'Font',
    Subtype: 'Type0',
    BaseFont: name,
    Encoding: 'Identity-H',
    DescendantFonts: [descendant],
    ToUnicode: context.register(context.flateStream(toUnicode(codes))),
  });
  if (!ref) return context.register(font);
  context.assign(ref, font);
  return ref;
}

/** A code, from 1, for each character that has none yet. */
function addCodes(codes: Map<string, number>, texts: readonly string[]): void {
  for (const text of texts)
    for (const character of text) if (!codes.has(character)) codes.set(character, codes.size + 1);
}

function hex(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, '0');
}

/** In UTF-16, the high byte first. */
function utf16Hex(text: string): string {
  return Array.from({ length: text.length }, (_, i) => hex(text.charCodeAt(i))).join('');
}

/** A table may have no more than so many rows in one part. */
const rowsInPart = 100;

function toUnicode(codes: ReadonlyMap<string, number>): string {
  const rows = [...codes].map(([character, code]) => `<${hex(code)}> <${utf16Hex(character)}>`);
  const parts: string[] = [];
  for (let at = 0; at < rows.length; at += rowsInPart) {
    const part = rows.slice(at, at + rowsInPart);
    parts.push(`${part.length} beginbfchar\n${part.join('\n')}\nendbfchar`);
  }
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
${parts.join('\n')}
endcmap
CMapName currentdict /CMap defineresource pop
end
end`;
}

/** The matrix that shows the unit square of an image upright on the sheet, by EXIF's orientation. */
function upright(orientation: number, w: number, h: number): [number, number, number, number, number, number] {
  const matrices: Readonly<Record<number, [number, number, number, number, number, number]>> = {
    2: [-w, 0, 0, h, w, 0],
    3: [-w, 0, 0, -h, w, h],
    4: [w, 0, 0, -h, 0, h],
    5: [0, -h, -w, 0, w, h],
    6: [0, -h, w, 0, 0, h],
    7: [0, h, w, 0, 0, 0],
    8: [0, h, -w, 0, w, 0],
  };
  return matrices[orientation] ?? [w, 0, 0, h, 0, 0];
}

/**
 * Searchable PDF: the page's image, and over it its text in a font without shapes. A JPEG is embedded as it is. Each word
 * stands in its own box, so that what is selected is what is seen.
 */
import { boxAround, type Line, type Page, type Point } from '../page/index.js';
import { toDisplay } from '../text/index.js';
import { glyphlessFont } from './glyphless-font.js';

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

export class PdfError extends Error {
  override readonly name = 'PdfError';
}

const pointsPerInch = 72;

/** @throws PdfError when the package for it is missing */
export async function writePdf(page: Page, image: PageImage): Promise<Uint8Array> {
  const pdf = await import('@cantoo/pdf-lib').catch((cause: unknown) => {
    throw new PdfError('PDF needs the package @cantoo/pdf-lib: npm install @cantoo/pdf-lib', { cause });
  });
  const document = await pdf.PDFDocument.create();
  document.setTitle(page.image);
  document.setProducer('ductus');
  const scale = pointsPerInch / image.dpi;
  const [width, height] = [page.width * scale, page.height * scale];
  const sheet = document.addPage([width, height]);
  const embedded = image.type === 'jpeg' ? await document.embedJpg(image.bytes) : await document.embedPng(image.bytes);
  const picture = sheet.node.newXObject('Image', embedded.ref);
  const words = page.regions.flatMap(({ lines }) => lines.flatMap(wordsOf));
  const codes = codesOf(words.map(({ text }) => text));
  const font = sheet.node.newFontDictionary('Text', embedFont());
  const encode = (text: string) =>
    pdf.PDFHexString.of(Array.from(text, (character) => hex(codes.get(character) as number)).join(''));
  sheet.pushOperators(
    pdf.pushGraphicsState(),
    pdf.concatTransformationMatrix(...upright(image.orientation, width, height)),
    pdf.drawObject(picture),
    pdf.popGraphicsState(),
    pdf.beginText(),
    pdf.setTextRenderingMode(pdf.TextRenderingMode.Invisible),
    ...words.flatMap(({ text, at, along, size, length }) => {
      const count = [...text].length;
      const [cos, sin] = along;
      return [
        pdf.setFontAndSize(font, size * scale),
        // As wide as the box: every glyph is as wide as high.
        pdf.setCharacterSqueeze((100 * length) / (size * count)),
        pdf.setTextMatrix(cos, -sin, sin, cos, at[0] * scale, height - at[1] * scale),
        pdf.showText(encode(text)),
      ];
    }),
    pdf.endText(),
  );
  return document.save();

  /** A composite font whose codes all show glyph 1, and a table that says which character each code is. */
  function embedFont() {
    const { context } = document;
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
    return context.register(
      context.obj({
        Type: 'Font',
        Subtype: 'Type0',
        BaseFont: name,
        Encoding: 'Identity-H',
        DescendantFonts: [descendant],
        ToUnicode: context.register(context.flateStream(toUnicode(codes))),
      }),
    );
  }
}

/** A piece of text on a straight line: where its lower left corner is, unit vector, height and length, in pixels. */
interface PlacedText {
  readonly text: string;
  readonly at: Point;
  readonly along: Point;
  readonly size: number;
  readonly length: number;
}

/** The words of a line, each in its box, and between them spaces that reach from one to the next. */
function wordsOf(line: Line): readonly PlacedText[] {
  const words = line.words?.every(({ polygon }) => polygon) ? line.words : [line];
  const along = directionOf(line);
  const placed = words.flatMap(({ text, polygon }) => {
    const one = placeText(toDisplay(text), polygon ?? line.baseline ?? [], along);
    return one ? [one] : [];
  });
  return placed.flatMap((word, index) => {
    const next = placed[index + 1];
    const space = next && spaceBetween(word, next);
    return space ? [word, space] : [word];
  });
}

function directionOf({ baseline }: Line): Point {
  const [first, last] = [baseline?.[0], baseline?.at(-1)];
  if (!first || !last) return [1, 0];
  const length = Math.hypot(last[0] - first[0], last[1] - first[1]);
  return length > 0 ? [(last[0] - first[0]) / length, (last[1] - first[1]) / length] : [1, 0];
}

/** In the coordinates of a line's direction, the box around a polygon. */
function placeText(text: string, polygon: readonly Point[], along: Point): PlacedText | undefined {
  const [cos, sin] = along;
  const box = boxAround(polygon.map(([x, y]): Point => [x * cos + y * sin, y * cos - x * sin]));
  if (!box || text === '' || !(box.width > 0)) return undefined;
  const [t, v] = [box.x, box.y + box.height];
  // A baseline alone has no height; letters are about as high as they are wide.
  const size = box.height > 0 ? box.height : box.width / [...text].length;
  return { text, at: [t * cos - v * sin, t * sin + v * cos], along, size, length: box.width };
}

function spaceBetween(word: PlacedText, next: PlacedText): PlacedText | undefined {
  const [cos, sin] = word.along;
  const end: Point = [word.at[0] + cos * word.length, word.at[1] + sin * word.length];
  const length = (next.at[0] - end[0]) * cos + (next.at[1] - end[1]) * sin;
  return length > 0 ? { text: ' ', at: end, along: word.along, size: word.size, length } : undefined;
}

/** A code, from 1, for each character of the document. */
function codesOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const codes = new Map<string, number>();
  for (const text of texts)
    for (const character of text) if (!codes.has(character)) codes.set(character, codes.size + 1);
  return codes;
}

function hex(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, '0');
}

/** A table may have no more than so many rows in one part. */
const rowsInPart = 100;

function toUnicode(codes: ReadonlyMap<string, number>): string {
  const rows = [...codes].map(([character, code]) => {
    const units = Array.from({ length: character.length }, (_, i) => hex(character.charCodeAt(i)));
    return `<${hex(code)}> <${units.join('')}>`;
  });
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

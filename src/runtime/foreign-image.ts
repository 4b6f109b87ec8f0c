/** Image formats that are not read, told by their first bytes, and what to do with each. */

/** Bytes that tell a format: SVG may have a declaration and comments first. */
export const headBytes = 1000;

interface ForeignFormat {
  readonly is: (head: string) => boolean;
  readonly advice: string;
}

const converted = 'convert it to PNG, JPEG, TIFF or WebP first';

/** The brands of a file in ISO's base media format that begins with a box `ftyp`. */
function brand(pattern: RegExp): ForeignFormat['is'] {
  return (head) => head.slice(4, 8) === 'ftyp' && pattern.test(head.slice(8, 32));
}

function starts(...beginnings: readonly string[]): ForeignFormat['is'] {
  return (head) => beginnings.some((beginning) => head.startsWith(beginning));
}

/** AVIF also has HEIF's general brands, so it comes first. */
const formats: readonly ForeignFormat[] = [
  { is: brand(/avi[fs]/), advice: `the image is AVIF; ${converted}` },
  {
    is: brand(/hei[cxms]|hev[cx]|mif1|msf1/),
    advice:
      'the image is HEIC, as phones write it; convert it to JPEG or PNG first (iPhones photograph in JPEG after Settings, Camera, Formats, Most Compatible)',
  },
  {
    is: starts('\x00\x00\x00\x0cjP  \r\n\x87\n', '\xff\x4f\xff\x51'),
    advice: `the image is JPEG 2000; ${converted}`,
  },
  { is: starts('\x00\x00\x00\x0cJXL \r\n\x87\n', '\xff\x0a'), advice: `the image is JPEG XL; ${converted}` },
  { is: starts('GIF87a', 'GIF89a'), advice: `the image is GIF; ${converted}` },
  { is: starts('BM'), advice: `the image is BMP; ${converted}` },
  { is: starts('AT&TFORM'), advice: 'the file is DjVu; write its pages as PNG or JPEG first' },
  { is: starts('%PDF-'), advice: 'the file is a PDF; write its pages as PNG or JPEG first' },
  // Not of any text that mentions it: what comes before may only be XML's own.
  {
    is: (head) => /^(?:\xef\xbb\xbf)?\s*(?:<\?xml|<!--|<!DOCTYPE svg|<svg)/.test(head) && /<svg[\s>]/.test(head),
    advice: 'the file is an SVG drawing; write it as PNG first',
  },
];

/** What a file is that begins so and what to do with it, or `undefined` where that is not known. */
export function foreignFormat(head: Uint8Array): string | undefined {
  const text = String.fromCharCode(...head.subarray(0, headBytes));
  return formats.find(({ is }) => is(text))?.advice;
}

/**
 * A TrueType font (OpenType 1.9, "glyf" outlines) of two empty glyphs, each as wide as high: what the invisible text of a
 * PDF is written in. Viewers need a font file to be in the document, and nothing of it is ever drawn.
 */

const unitsPerEm = 1000;

export function glyphlessFont(): Uint8Array {
  const tables: Readonly<Record<string, readonly number[]>> = {
    cmap: [...u16(0, 1, 3, 1), ...u32(12), ...u16(4, 32, 0, 4, 4, 1, 0, 0xffff, 1, 0, 0xffff, 0, 1, 1, 0, 0)],
    glyf: u16(0, 0),
    // Version, revision, checksum (set below), magic, flags, unit; dates; box; style; smallest size; direction; loca; glyf.
    head: [
      ...u32(0x00010000, 0x00010000, 0, 0x5f0f3cf5),
      ...u16(3, unitsPerEm),
      ...u32(0, 0, 0, 0),
      ...u16(0, 0, unitsPerEm, unitsPerEm, 0, 8, 2, 0, 0),
    ],
    hhea: [...u32(0x00010000), ...u16(unitsPerEm, 0, 0, unitsPerEm, 0, 0, unitsPerEm, 1, 0, 0, 0, 0, 0, 0, 0, 2)],
    hmtx: u16(unitsPerEm, 0, unitsPerEm, 0),
    loca: u16(0, 0, 0),
    maxp: [...u32(0x00010000), ...u16(2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)],
    name: u16(0, 0, 6),
    post: [...u32(0x00030000, 0), ...u16(0, 0), ...u32(1, 0, 0, 0, 0)],
  };
  const names = Object.keys(tables);
  let offset = 12 + 16 * names.length;
  const directory: number[] = [];
  const body: number[] = [];
  for (const [name, bytes] of Object.entries(tables)) {
    const padded = [...bytes, ...new Array<number>((4 - (bytes.length % 4)) % 4).fill(0)];
    directory.push(...ascii(name), ...u32(checksum(padded), offset, bytes.length));
    body.push(...padded);
    offset += padded.length;
  }
  // Number of tables, and what a binary search over them needs: 8 · 16, log2 8, the rest.
  const font = Uint8Array.from([
    ...u32(0x00010000),
    ...u16(names.length, 128, 3, 16 * names.length - 128),
    ...directory,
    ...body,
  ]);
  const head = 12 + 16 * names.length + (padTo4(tables.cmap) + padTo4(tables.glyf));
  new DataView(font.buffer).setUint32(head + 8, (0xb1b0afba - checksum(font)) >>> 0);
  return font;
}

function padTo4(bytes: readonly number[] | undefined): number {
  return Math.ceil((bytes?.length ?? 0) / 4) * 4;
}

function u16(...values: readonly number[]): number[] {
  return values.flatMap((value) => [(value >> 8) & 255, value & 255]);
}

function u32(...values: readonly number[]): number[] {
  return values.flatMap((value) => [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);
}

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}

function checksum(bytes: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i + 3 < bytes.length; i += 4) {
    const [a, b, c, d] = [bytes[i], bytes[i + 1], bytes[i + 2], bytes[i + 3]] as [number, number, number, number];
    sum = (sum + ((a << 24) | (b << 16) | (c << 8) | d)) >>> 0;
  }
  return sum;
}

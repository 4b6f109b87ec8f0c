/** A page's description in whatever format it is. */
import { type Page, type Point, scalePage } from '../page/index.js';
import { type AltoUnit, isAlto, readAlto } from './alto.js';
import { isPageXml, readPageXml, regionsWithoutLines } from './page-xml.js';
import { decodeXml, parseXml, XmlError } from './xml.js';
import { type DescribedZones, describedZones } from './zones.js';

export type PageFormat = 'PAGE' | 'ALTO';

export interface DescribedPage {
  readonly format: PageFormat;
  readonly page: Page;
  readonly unit: AltoUnit;
  /** The ids of regions that have a text and no line to tell where it stands. */
  readonly regionsWithoutLines: readonly string[];
  /** What is said beside the lines, in the description's unit. */
  readonly zones: DescribedZones;
}

/** XML that describes no page. */
export class OtherXmlError extends XmlError {
  constructor(
    message: string,
    /** Whether it is what exports have beside their pages: a list of files, or what is known of the document. */
    readonly isBesidePages: boolean,
  ) {
    super(message, { code: 'xml/other' });
  }
}

const noZones: DescribedZones = { unknown: [], empty: [], made: [] };

/** METS, and Transkribus' metadata.xml. */
const besidePages = new Set(['mets', 'trpDocMetadata']);

/** @throws XmlError when the bytes are no XML; OtherXmlError when they are neither PAGE nor ALTO */
export async function readPageFile(bytes: Uint8Array): Promise<DescribedPage> {
  const root = await parseXml(decodeXml(bytes));
  if (isPageXml(root)) {
    const about = { regionsWithoutLines: regionsWithoutLines(root), zones: describedZones(root) };
    return { format: 'PAGE', page: readPageXml(root), unit: 'pixel', ...about };
  }
  if (isAlto(root)) return { format: 'ALTO', ...readAlto(root), regionsWithoutLines: [], zones: noZones };
  throw new OtherXmlError(`neither PAGE nor ALTO: the first element is ${root.name}`, besidePages.has(root.name));
}

/** Units of each in an inch. */
const perInch: Readonly<Record<Exclude<AltoUnit, 'pixel'>, number>> = { mm10: 254, inch1200: 1200 };
const usualDpi = 300;

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The page in pixels of its image. Where the description has another unit, or the size of another copy of the image,
 * places are scaled; without any size the unit is taken at 300 dpi.
 * @param image width and height of the image in pixels
 */
export function toPixels(described: DescribedPage, image: Size): Page {
  const [x, y] = pixelsPerUnit(described, image);
  const scaled = scalePage(described.page, x, y);
  return hasSize(described) ? scaled : { ...scaled, width: image.width, height: image.height };
}

/** Sizes that differ more than this in shape are of two pictures, or of one that was turned. */
const largestStretch = 1.1;

/** Why places can't be those of an image of this size: said of the description. */
export function shapeProblem({ page, ...described }: DescribedPage, image: Size): string | undefined {
  if (!hasSize({ page, ...described })) return undefined;
  const stretch = (size: Size) => Math.abs(Math.log((image.width * size.height) / (image.height * size.width)));
  if (stretch(page) <= Math.log(largestStretch)) return undefined;
  const isTurned = stretch({ width: page.height, height: page.width }) <= Math.log(largestStretch);
  const why = isTurned
    ? 'the image is read turned, as the camera says, and was described unturned: save it turned and describe it again'
    : 'is it of another image?';
  return `it describes ${page.width} × ${page.height}, and the image has ${image.width} × ${image.height} pixels; ${why}`;
}

/**
 * A page that `toPixels` gave, or one that came of it, in the description's unit again. What is the same in two pages in
 * pixels is the same in both here.
 * @param image width and height of the image in pixels
 */
export function fromPixels(described: DescribedPage, page: Page, image: Size): Page {
  const [x, y] = pixelsPerUnit(described, image);
  const { width, height } = described.page;
  return { ...(x === 1 && y === 1 ? page : scalePage(page, 1 / x, 1 / y)), width, height };
}

/** The outlines of a page's zones, as `toPixels` has the page. */
export function zonesToPixels(described: DescribedPage, image: Size): DescribedZones {
  const [x, y] = pixelsPerUnit(described, image);
  const { unknown, empty, made } = described.zones;
  const scaled = (outline: readonly Point[]) => outline.map(([px, py]): Point => [px * x, py * y]);
  return { unknown: unknown.map(scaled), empty: empty.map(scaled), made };
}

function hasSize({ page }: DescribedPage): boolean {
  return page.width > 0 && page.height > 0;
}

function pixelsPerUnit(described: DescribedPage, image: Size): readonly [x: number, y: number] {
  const { page, unit } = described;
  if (hasSize(described)) return [image.width / page.width, image.height / page.height];
  const factor = unit === 'pixel' ? 1 : usualDpi / perInch[unit];
  return [factor, factor];
}

/** From paths and addresses to the documents that are to be read: images of lines, described pages, pages without lines. */
import { checkPaths, DataError } from '../dataset/index.js';
import {
  chooseDescriptions,
  descriptionOf,
  type FoundFile,
  findInputs,
  isPageFile,
  lacksLines,
  openPage,
  withoutExtension,
} from '../dataset/node.js';
import {
  isPdf,
  openManifest,
  type PagePlace,
  pageEnding,
  pagesOfPdf,
  pagesOfTiff,
  placeName,
} from '../documents/node.js';
import { fullPath, isAddress, userCache } from '../files/index.js';
import { isLineImage, lineName } from '../formats/index.js';
import { looksLikePage } from '../page/index.js';
import { imageSize, mapConcurrently } from '../runtime/index.js';
import type { DocumentToRead, UnsegmentedDocument } from './document.js';
import { nearestStarter } from './starter.js';

/** What paths name, and what of it is left out. */
export interface FoundDocuments {
  /** Images of lines first, then described pages, then pages whose lines are to be found. One at least. */
  readonly documents: readonly DocumentToRead[];
  /** What may not be as it was meant, in whole sentences. */
  readonly notes: readonly string[];
  /** Files of an export that describe no page, or a page once more; `notes` says of the latter which is read. */
  readonly passedOver: readonly string[];
}

export interface FindOptions {
  /** Every image without a description is a line, whatever its shape. Default: its shape decides. */
  readonly lines?: boolean | undefined;
  /** Every image without a description is a page, whatever its shape. Default: its shape decides. */
  readonly pages?: boolean | undefined;
  /** The folder of results: what lies in it is none of a folder that it lies in. Default: there is none. */
  readonly out?: string | undefined;
  /** The folder that images of IIIF manifests are kept in. Default: `ductus/iiif` in the user's cache folder. */
  readonly cache?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The documents that paths and addresses name. An image that a PAGE or ALTO file beside it describes is read as that page, and
 * is no line image; a PDF and a TIFF of several images are their pages. In a folder everything else is left alone, as is a
 * PDF that has the name of an image beside it.
 *
 * @param paths images, PDFs, pages (the .xml, or the image that it describes), folders, patterns, or addresses of IIIF
 * manifests, from which nothing but the manifest is fetched yet
 * @throws DataError when one of them names nothing to read; DocumentError or RemoteError for an address; DocumentError when
 * the package for PDFs is missing
 */
export async function findDocuments(paths: readonly string[], options: FindOptions = {}): Promise<FoundDocuments> {
  checkPaths('findDocuments: paths', paths);
  if (options.lines && options.pages) {
    throw new DataError('findDocuments: `lines` and `pages` say the opposite; leave one of them out', {
      details: { options: ['lines', 'pages'] },
    });
  }
  const local = await findLocal(
    paths.filter((path) => !isAddress(path)),
    options,
  );
  const remote = await findRemote(paths.filter(isAddress), options);
  const documents = [...local.documents, ...remote.documents];
  if (documents.length === 0)
    throw new DataError(`${paths.join(' ')}: ${local.passedOver.join(', ')} describe no page`, {
      code: 'data/not-found',
    });
  return { documents, notes: [...local.notes, ...remote.notes], passedOver: local.passedOver };
}

async function findLocal(paths: readonly string[], options: FindOptions): Promise<FoundDocuments> {
  const isResult = resultsBelow(paths, options.out);
  const files = (await findInputs(paths, nothingThere, complaintOf)).filter(
    ({ path, by }) => by === 'name' || (isReadable(path) && !isResult(path)),
  );
  const images = files.filter(({ path }) => !isPageFile(path) && !isPdf(path));
  const { read, notes, passedOver } = chooseDescriptions(await descriptionsAmong(files, images));
  const imagesDescribed = new Set(
    read.flatMap(({ imagePath }) => (imagePath === undefined ? [] : [fullPath(imagePath)])),
  );
  const sorted = await mapConcurrently(
    images.filter(({ path }) => !imagesDescribed.has(fullPath(path))),
    16,
    (file) => documentsOfImage(file, options),
  );
  const undescribed = sorted.flat();
  const isUnsegmented = ({ kind }: DocumentToRead) => kind === 'unsegmented';
  const pdfs = await documentsOfPdfs(files, images);
  const { bare, again } = chooseBare(read);
  return {
    documents: [
      ...undescribed.filter((document) => !isUnsegmented(document)),
      ...read.filter(({ hasNoLines }) => !hasNoLines).map(described),
      ...bare.flatMap(({ path, imagePath, key }) =>
        imagePath === undefined
          ? []
          : [{ ...unsegmented({ kind: 'image', path: imagePath }, keyOf(key)), description: path }],
      ),
      ...undescribed.filter(isUnsegmented),
      ...pdfs.documents,
    ],
    notes: [...notes, ...bareNote(bare)],
    passedOver: [...passedOver, ...again, ...pdfs.passedOver],
  };
}

/** Whether a file is a result of before: it lies in the folder of results, and that was not named itself, nor a part of it. */
function resultsBelow(paths: readonly string[], out: string | undefined): (path: string) => boolean {
  if (out === undefined) return () => false;
  const folder = `${fullPath(out)}/`;
  const isIn = (path: string) => `${fullPath(path)}/`.replaceAll('\\', '/').startsWith(folder.replaceAll('\\', '/'));
  return paths.some(isIn) ? () => false : isIn;
}

interface Described extends FoundFile {
  readonly imagePath?: string | undefined;
  readonly hasNoLines: boolean;
}

/** Of descriptions without lines the first of each image, and none of an image that is read by another's lines. */
function chooseBare(read: readonly Described[]) {
  const isLined = ({ hasNoLines }: Described) => !hasNoLines;
  const imageOf = ({ imagePath = '' }: Described) => fullPath(imagePath);
  const taken = new Set(read.filter(isLined).flatMap((page) => (page.imagePath === undefined ? [] : [imageOf(page)])));
  const bare: Described[] = [];
  const again: string[] = [];
  for (const page of read.filter(({ hasNoLines }) => hasNoLines)) {
    if (taken.has(imageOf(page))) again.push(page.path);
    else bare.push(page);
    taken.add(imageOf(page));
  }
  return { bare, again };
}

function described({ path, key, imagePath }: FoundFile & { readonly imagePath: string | undefined }): DocumentToRead {
  const document = { kind: 'page', path, key: keyOf(key) } as const;
  return imagePath === undefined ? document : { ...document, imagePath };
}

function bareNote(bare: readonly FoundFile[]): readonly string[] {
  const [first] = bare;
  if (!first) return [];
  const which =
    bare.length === 1
      ? `${first.path} describes a page without lines: they are`
      : `${bare.length} descriptions of pages have no lines, such as ${first.path}: they are`;
  return [`${which} found in the image`];
}

/** An image that can't be opened is a line, of which that is said when it is read. */
async function documentsOfImage(
  { path, key }: FoundFile,
  { lines = false, pages = false }: FindOptions,
): Promise<readonly DocumentToRead[]> {
  const line = { kind: 'line', path, key: keyOf(key) } as const;
  if (lines) return [line];
  const several = await pagesOfTiff(path);
  if (several) return numbered(several, keyOf(key));
  const isPage = pages || (await imageSize(path).then(looksLikePage, () => false));
  return isPage ? [unsegmented({ kind: 'image', path }, keyOf(key))] : [line];
}

/** In a folder, what has the name of an image is most likely that image with its text. */
async function documentsOfPdfs(files: readonly FoundFile[], images: readonly FoundFile[]) {
  const stems = new Set(images.map(({ path }) => fullPath(withoutExtension(path))));
  const pdfs = files.filter(({ path }) => isPdf(path));
  const isAgain = ({ path, by }: FoundFile) => by === 'folder' && stems.has(fullPath(withoutExtension(path)));
  const documents: DocumentToRead[] = [];
  // One after the other: each lies in memory as a whole while its pages are counted.
  for (const pdf of pdfs.filter((file) => !isAgain(file))) {
    documents.push(...numbered(await pagesOfPdf(pdf.path), keyOf(pdf.key)));
  }
  return { documents, passedOver: pdfs.filter(isAgain).map(({ path }) => path) };
}

async function findRemote(
  addresses: readonly string[],
  { cache = userCache('iiif'), signal }: FindOptions,
): Promise<Omit<FoundDocuments, 'passedOver'>> {
  const documents: DocumentToRead[] = [];
  const notes: string[] = [];
  for (const address of new Set(addresses)) {
    const { name, places, empty } = await openManifest(address, cache, signal);
    documents.push(...numbered(places, name));
    if (empty > 0) notes.push(`${address}: ${empty === 1 ? '1 page has' : `${empty} pages have`} no image`);
  }
  return { documents, notes };
}

function numbered(places: readonly PagePlace[], key: string): readonly UnsegmentedDocument[] {
  return places.map((place) => unsegmented(place, 'page' in place ? `${key}${pageEnding(place.page)}` : key));
}

function unsegmented(place: PagePlace, key: string): UnsegmentedDocument {
  return { kind: 'unsegmented', path: placeName(place), key, place };
}

/** The descriptions that were found themselves, and those of images that were. */
async function descriptionsAmong(files: readonly FoundFile[], images: readonly FoundFile[]) {
  const beside = await mapConcurrently(images, 16, descriptionBeside);
  const descriptions = new Map(
    [...files.filter(({ path }) => isPageFile(path)), ...beside.flat()].map((file) => [fullPath(file.path), file]),
  );
  return mapConcurrently([...descriptions.values()], 8, async (file) => ({
    ...(await describe(file.path)),
    ...file,
    named: file.by === 'name',
  }));
}

function nothingThere(path: string): string {
  const meant = nearestStarter(path);
  const next = meant === undefined ? '' : `; did you mean the model ${meant}?`;
  return `no such image or folder, and no file matches it as a pattern${next}`;
}

function isReadable(path: string): boolean {
  return isLineImage(path) || isPageFile(path) || isPdf(path);
}

/** Of a folder without anything to read: also what images of formats that are not read it has. */
function complaintOf(files: readonly string[]): string | undefined {
  if (files.some(isReadable)) return undefined;
  const foreign = files.find((path) => /\.(?:heic|heif|avif|gif|bmp|jp2|jpx|j2k|jxl|djvu|svg)$/i.test(path));
  const convert = foreign === undefined ? '' : `; convert ${foreign} and its like to JPEG or PNG first`;
  return `no image (png, jpg, tif, webp), PDF or page (.xml) is there${convert}`;
}

/** A folder has the descriptions itself. */
async function descriptionBeside({ path, key, by }: FoundFile): Promise<readonly FoundFile[]> {
  const description = by === 'folder' ? undefined : await descriptionOf(path);
  return description === undefined ? [] : [{ path: description, key, by }];
}

/** What there is to know of a description before it is read. */
async function describe(path: string) {
  const opened = await openPage(path);
  if (!('reason' in opened)) return { imagePath: opened.imagePath, format: opened.format, hasNoLines: false };
  const { imagePath, isBesidePages } = opened;
  return { imagePath, isBesidePages, hasNoLines: lacksLines(opened) && imagePath !== undefined };
}

function keyOf(key: string): string {
  return isLineImage(key) ? lineName(key) : withoutExtension(key);
}

/**
 * Which image a description is of, and which descriptions are read, by the rule of the command line (`src/dataset/descriptions.ts`):
 * as the description says, else of that name with another ending, else of the description's own name; beside it, or above
 * its folder where that is one for descriptions.
 */
import { bareName, folderOf, withoutEnding } from './names.js';

/** A description before it is imported. */
export interface FoundDescription {
  readonly path: string;
  readonly format: 'PAGE' | 'ALTO';
  /** The file of the image as the description says it; may be empty. */
  readonly said: string;
}

export interface Matched {
  /** In the order of the descriptions. */
  readonly pairs: readonly { readonly description: string; readonly image: string }[];
  /** Without an image. */
  readonly alone: readonly string[];
  /** ALTO of images that PAGE describes too: each line would be there twice. */
  readonly again: readonly string[];
}

const folders = new Set(['page', 'PAGE', 'alto', 'ALTO']);
const endings = ['jpg', 'jpeg', 'png', 'tif', 'tiff', 'webp', 'gif', 'avif', 'bmp'];
const anyCase = endings.flatMap((ending) => [ending, ending.toUpperCase()]);

/** @param images paths */
export function matchDescriptions(descriptions: readonly FoundDescription[], images: Iterable<string>): Matched {
  const there = new Set(images);
  const matched = descriptions.map(({ path, format, said }) => ({ path, format, image: imageOf(path, said, there) }));
  const inPage = new Set(matched.flatMap(({ format, image }) => (format === 'PAGE' && image ? [image] : [])));
  const again = matched.filter(({ format, image }) => format === 'ALTO' && image !== undefined && inPage.has(image));
  return {
    pairs: matched.flatMap((description) => {
      const { path, image } = description;
      return image === undefined || again.includes(description) ? [] : [{ description: path, image }];
    }),
    alone: matched.flatMap(({ path, image }) => (image === undefined ? [path] : [])),
    again: again.map(({ path }) => path),
  };
}

/** @param said the file of the image as the description says it; may be empty */
export function imageOf(path: string, said: string, images: ReadonlySet<string>): string | undefined {
  const folder = folderOf(path);
  const above = folderOf(folder);
  const bare = bareName(said);
  const inside = (place: string) => candidatesIn(place, path, said);
  const candidates = [
    ...inside(folder),
    // OCR-D says paths from above the folder.
    ...(said !== bare ? [joined(above, said)] : []),
    ...(folders.has(bareName(folder)) ? inside(above) : []),
  ];
  return candidates.find((candidate) => images.has(candidate));
}

function candidatesIn(place: string, path: string, said: string): readonly string[] {
  const bare = bareName(said);
  const stems = [withoutEnding(bare), withoutEnding(bareName(path))].filter(Boolean);
  return [
    ...(said ? [joined(place, said), joined(place, bare)] : []),
    ...stems.flatMap((stem) => anyCase.map((ending) => joined(place, `${stem}.${ending}`))),
  ];
}

/** A path from a folder, in its shortest form. */
function joined(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split(/[\\/]/)) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

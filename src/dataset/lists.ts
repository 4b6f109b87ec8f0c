/** Lines that a list names: image and text in one file. */
import { decodeText, documentOf, isLineImage, type List, lineName, readList, type Skipped } from '../formats/index.js';
import {
  fileSize,
  imageProblem,
  imageSize,
  joinPath,
  mapConcurrently,
  parentFolder,
  readBytes,
} from '../platform/index.js';
import type { CleanText, Sample } from './source.js';

/** A list that can't be read as one. */
export class ListError extends Error {
  override readonly name = 'ListError';
}

/** The lines of a list; rows whose image or text is wrong are named and end nothing. @throws ListError */
export async function readListSamples(
  path: string,
  clean: CleanText,
): Promise<{ readonly samples: readonly Sample[]; readonly skipped: readonly Skipped[] }> {
  let list: List;
  try {
    list = readList(path, decodeText(await readBytes(path)));
  } catch (error) {
    const reason =
      error instanceof TypeError
        ? 'the list is not valid UTF-8 (nor UTF-16 with a byte order mark)'
        : (error as Error).message;
    throw new ListError(`${path}: ${reason}`, { cause: error });
  }
  const found = await mapConcurrently(list.lines, 16, async ({ image, text: raw }): Promise<Sample | Skipped> => {
    const imagePath = await imageAt(path, image);
    if (imagePath === undefined)
      return { name: image, reason: 'the image file is missing', detail: `named by ${path}` };
    const text = clean(raw);
    if (text.trim() === '') return { name: imagePath, reason: 'the text is empty' };
    try {
      const { width, height } = await imageSize(imagePath);
      const name = lineName(imagePath);
      // A line of IAM is called FORM-NN.
      const document = list.format === 'iam' ? name.replace(/-\d+$/, '') : documentOf(name);
      return { name, key: lineName(image), imagePath, text, document, width, height };
    } catch (error) {
      return { name: imagePath, reason: imageProblem(error) };
    }
  });
  return {
    samples: found.filter((one) => 'text' in one),
    skipped: [...list.skipped, ...found.filter((one) => 'reason' in one)],
  };
}

const extensions = ['.png', '.jpg', '.jpeg', '.tif', '.tiff', '.webp'];

/** Beside the list, or beside its folder (IAM's ascii/), or from the root; with an extension where the list has none. */
async function imageAt(list: string, image: string): Promise<string | undefined> {
  const folder = parentFolder(list);
  const places = [joinPath(folder, image), joinPath(folder, '..', image), image];
  const names = isLineImage(image) ? [''] : ['', ...extensions];
  for (const candidate of places.flatMap((place) => names.map((extension) => `${place}${extension}`))) {
    if (isLineImage(candidate) && (await fileSize(candidate)) !== undefined) return candidate;
  }
  return undefined;
}

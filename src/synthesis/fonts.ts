/** Handwriting fonts, from npm packages (@fontsource/*) or a folder, and which characters each can draw. */

import { DuctusError, type ErrorAbout } from '../error.js';
import { fileSize, findFiles, packageFile } from '../files/index.js';
import type { Skipped } from '../formats/index.js';

/** What a thread needs to draw in a font. */
export interface FontFaces {
  /** The package's name without its scope, or the file's without its extension. */
  readonly family: string;
  /** Files, each with other characters; the first that has a character draws it. */
  readonly paths: readonly string[];
}

export interface HandwritingFont extends FontFaces {
  /** Whether every character of a text has a glyph; the drawing library would silently take another font's. */
  covers(text: string): boolean;
}

/** What goes to another thread; a function can't. */
export function facesOf({ family, paths }: FontFaces): FontFaces {
  return { family, paths };
}

/** What has to be installed or given first; the message says how. */
export class SynthesisError extends DuctusError {
  override readonly name = 'SynthesisError';

  constructor(message: string, about: ErrorAbout = {}) {
    super(message, { code: 'synthesis/font', ...about });
  }
}

/** What an error says of packages that are not installed. */
export function missingPackage(value: string): ErrorAbout {
  return { code: 'package/missing', details: { value } };
}

/** Parts that the packages divide families into. */
const subsets = ['latin', 'latin-ext', 'vietnamese', 'cyrillic', 'cyrillic-ext', 'greek', 'hebrew', 'arabic'];

/**
 * Opens the regular faces of font packages.
 * @param families names such as `caveat`, of packages `@fontsource/caveat`
 * @throws SynthesisError when a package is not installed
 */
export async function openFonts(families: readonly string[]): Promise<readonly HandwritingFont[]> {
  const faces = [];
  const missing: string[] = [];
  for (const family of families) {
    const paths = await filesOf(family);
    if (paths.length > 0) faces.push({ family, paths });
    else missing.push(`@fontsource/${family}`);
  }
  if (missing.length > 0) {
    throw new SynthesisError(
      `fonts are not installed. Install them with: npm install ${missing.join(' ')}`,
      missingPackage(missing.join(' ')),
    );
  }
  const fontkit = await loadFontkit();
  return faces.map((face) => withCoverage(face, fontkit));
}

/** Whether there is a package of the family, of those that come with ductus or of others. */
export function isInstalled(family: string): boolean {
  return packageFile(`@fontsource/${family}`, 'package.json') !== undefined;
}

async function filesOf(family: string): Promise<readonly string[]> {
  const paths = [];
  for (const subset of subsets) {
    const path = packageFile(`@fontsource/${family}`, `files/${family}-${subset}-400-normal.woff2`);
    if (path !== undefined && (await fileSize(path)) !== undefined) paths.push(path);
  }
  return paths;
}

/**
 * Opens all fonts below a folder.
 * @throws SynthesisError when the folder is not there, or has no font that can be used
 */
export async function openFontFolder(
  folder: string,
): Promise<{ readonly fonts: readonly HandwritingFont[]; readonly skipped: readonly Skipped[] }> {
  const files = (await findFiles(folder))?.filter((path) => /\.(?:ttf|otf|woff2?|ttc)$/i.test(path));
  if (!files || files.length === 0) {
    throw new SynthesisError(`${folder}: no font is there (.ttf, .otf, .woff, .woff2)`);
  }
  const fontkit = await loadFontkit();
  const fonts: HandwritingFont[] = [];
  const skipped: Skipped[] = [];
  for (const path of files) {
    const family = (path.split(/[\\/]/).pop() ?? path).replace(/\.[^.]+$/, '');
    const font = withCoverage({ family, paths: [path] }, fontkit);
    try {
      font.covers('a');
      fonts.push(font);
    } catch (error) {
      skipped.push({ name: path, reason: "the font can't be read", detail: (error as Error).message });
    }
  }
  if (fonts.length === 0) throw new SynthesisError(`${folder}: none of ${files.length} fonts can be read`);
  return { fonts, skipped };
}

type Fontkit = typeof import('fontkit');
type Face = Extract<ReturnType<Fontkit['openSync']>, { characterSet: unknown }>;

function withCoverage(faces: FontFaces, fontkit: Fontkit): HandwritingFont {
  const opened: Face[] = [];
  const known = new Map<string, boolean>();
  const covers = (character: string): boolean =>
    faces.paths.some((path, at) => {
      opened[at] ??= openFace(path, fontkit);
      return hasGlyph(opened[at], character);
    });
  return {
    ...faces,
    covers: (text) =>
      Array.from(text).every((character) => {
        const isCovered = known.get(character) ?? covers(character);
        known.set(character, isCovered);
        return isCovered;
      }),
  };
}

function openFace(path: string, fontkit: Fontkit): Face {
  const font = fontkit.openSync(path);
  if (!('characterSet' in font)) throw new SynthesisError('a collection of fonts, but one face was expected');
  return font;
}

/** Some fonts have empty glyphs for characters that they don't draw. */
function hasGlyph(face: Face, character: string): boolean {
  const code = character.codePointAt(0) as number;
  if (!face.hasGlyphForCodePoint(code)) return false;
  return /[\s\p{C}]/u.test(character) || face.glyphForCodePoint(code).path.commands.length > 0;
}

function loadFontkit(): Promise<Fontkit> {
  return importOptional(() => import('fontkit'), 'fontkit');
}

/** Loads a package that only drawing needs. */
export async function importOptional<T>(load: () => Promise<T>, name: string): Promise<T> {
  try {
    return await load();
  } catch {
    throw new SynthesisError(
      `drawing lines needs the package ${name}. Install it with: npm install ${name}`,
      missingPackage(name),
    );
  }
}

/** Handwriting fonts from npm packages (@fontsource/*, OFL), and which characters each can draw. */
import { packageFile } from '../platform/index.js';

export interface HandwritingFont {
  /** The package's name without its scope, which is the family's name here. */
  readonly family: string;
  readonly path: string;
  /** Whether every character of a text has a glyph; the drawing library would silently take another font's. */
  covers(text: string): boolean;
}

/** A package that must be installed first; the message is the command. */
export class SynthesisError extends Error {
  override readonly name = 'SynthesisError';
}

/**
 * Opens the regular Latin face of font packages.
 * @param families names such as `caveat`, of packages `@fontsource/caveat` that are installed where `from` is
 * @param from folder whose node_modules are looked into
 * @throws SynthesisError when a package is missing
 */
export async function openFonts(families: readonly string[], from: string): Promise<readonly HandwritingFont[]> {
  const fontkit = await importOptional(() => import('fontkit'), 'fontkit');
  return families.map((family) => {
    const path = fontFile(family, from);
    const font = fontkit.openSync(path);
    if (!('characterSet' in font)) throw new SynthesisError(`${path}: a font collection, but one face was expected`);
    const characters = new Set(font.characterSet);
    return {
      family,
      path,
      covers: (text) => Array.from(text).every((c) => characters.has(c.codePointAt(0) as number)),
    };
  });
}

function fontFile(family: string, from: string): string {
  try {
    return packageFile(`@fontsource/${family}`, `files/${family}-latin-400-normal.woff2`, from);
  } catch {
    throw new SynthesisError(`the font ${family} is not installed. Install it with: npm install @fontsource/${family}`);
  }
}

/** Loads a package that only drawing needs. */
export async function importOptional<T>(load: () => Promise<T>, name: string): Promise<T> {
  try {
    return await load();
  } catch {
    throw new SynthesisError(`drawing lines needs the package ${name}. Install it with: npm install ${name}`);
  }
}

/** Plain texts that a command is given. */
import { DataError } from '../dataset/index.js';
import { findFiles, longestText, readBytes } from '../files/index.js';
import { decodeText } from '../formats/index.js';
import { textProblem } from '../text/index.js';

/**
 * The lines of text files.
 * @param paths files or patterns
 * @throws DataError naming the one that can't be read
 */
export async function readTextLines(paths: readonly string[]): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const path of paths) {
    const files = await findFiles(path);
    if (!files)
      throw new DataError(`${path}: no such file, and no file matches it as a pattern`, { code: 'data/not-found' });
    for (const file of files) lines.push(...(await readOne(file)));
  }
  return lines;
}

async function readOne(path: string): Promise<readonly string[]> {
  const lines = (await textOf(path)).split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    // The rules for texts make one space of what is white, form feeds too.
    const problem = textProblem(line.replace(/\s+/gu, ' '));
    if (problem !== undefined)
      throw new DataError(`${path}, line ${index + 1}: ${problem}`, { details: { path, line: index + 1 } });
  }
  return lines;
}

async function textOf(path: string): Promise<string> {
  const bytes = await readBytes(path, longestText);
  try {
    return decodeText(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new DataError(`${path}: the text is not valid UTF-8 (nor UTF-16 with a byte order mark)`);
  }
}

/** Lines of whole pages: PAGE or ALTO beside the page's image. */
import { documentOf, type Skipped } from '../formats/index.js';
import { cutSize } from '../image/index.js';
import { type Line, lineSpacing, linesOf, type Page } from '../page/index.js';
import { type CleanText, emptyText } from './clean-text.js';
import { type Description, openPage } from './descriptions.js';
import { type FoundFile, withoutExtension } from './find.js';
import { lineCut, nameOfLine } from './line-cut.js';
import type { CutImage, Sample } from './sample.js';

export interface PageSamples extends Description {
  readonly samples: readonly Sample[];
  readonly skipped: readonly Skipped[];
}

/** The lines of a described page. Bad lines are named and end nothing, as is a file that describes no page. */
export async function readPageSamples({ path, key, by }: FoundFile, clean: CleanText): Promise<PageSamples> {
  const opened = await openPage(path);
  const named = by === 'name';
  if ('reason' in opened) {
    const { imagePath, isBesidePages, ...problem } = opened;
    return { path, named, imagePath, isBesidePages, samples: [], skipped: [problem] };
  }
  const { page, imagePath, format } = opened;
  const skipped: Skipped[] = [...opened.skipped];
  const lines = linesOf(page);
  const samples = samplesOfPage(page, imagePath, path, key).flatMap((sample, index): readonly Sample[] => {
    if ('reason' in sample) {
      skipped.push(sample);
      return [];
    }
    const cleaned = lines[index]?.untranscribed ? { reason: emptyText } : clean(sample.text);
    if ('text' in cleaned) return [{ ...sample, ...cleaned }];
    const reason = cleaned.reason === emptyText ? 'the line has no text' : cleaned.reason;
    skipped.push({ name: lineOfFile(path, lines[index], index), reason });
    return [];
  });
  return { path, named, imagePath, format, samples, skipped };
}

/** A line that is a part of its page's image. */
export interface PageSample extends Sample {
  readonly image: CutImage;
}

/** Every line of a page as a sample, its text as it stands, or why it can't be cut out; in reading order. */
export function samplesOfPage(
  page: Page,
  imagePath: string,
  path: string,
  key = path,
): readonly (PageSample | Skipped)[] {
  const spacing = lineSpacing(page);
  return linesOf(page).map((line, index) => {
    const name = nameOfLine(withoutExtension(path), index);
    const cut = lineCut(line, spacing);
    try {
      const size = cutSize(cut);
      return {
        name,
        key: nameOfLine(withoutExtension(key), index),
        image: { kind: 'cut', page: imagePath, cut },
        text: line.text,
        document: documentOf(name),
        ...size,
      };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return { name: lineOfFile(path, line, index), reason: "the line can't be cut out", detail };
    }
  });
}

function lineOfFile(path: string, line: Line | undefined, index: number): string {
  return `${path}, line ${line?.id || index + 1}`;
}

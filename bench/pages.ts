/** Whole pages, from the bytes of JPEG files to lines and to texts, in memory: a drawn page, and pages of files. */
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFiles } from '../src/files/index.js';
import { augmentationOf } from '../src/image/index.js';
import { findLayout, type LineFinder, openLineFinder } from '../src/layout/index.js';
import { linesOf } from '../src/page/index.js';
import { PageReader, type PageReaderOptions, Recognizer } from '../src/recognition/index.js';
import { type DocumentToRead, readDocuments, smallStarterName } from '../src/recognition/node.js';
import { decodeImage } from '../src/runtime/index.js';
import { generatedTexts, openFonts, openLanguage, synthesisePages } from '../src/synthesis/node.js';
import type { Candidate, Details } from './measure.js';
import { memoryOfReading } from './page-memory.js';
import { tesseractOn } from './tesseract.js';

export interface PagesOptions {
  readonly threads: number;
  /** A layout model; default: what finds lines where none is named. */
  readonly layout: string | undefined;
  /** Files, folders or patterns with JPEG files. */
  readonly files: readonly string[];
}

interface Pages {
  /** What they are. */
  readonly name: string;
  readonly paths: readonly string[];
}

/** The suites of the drawn page and of those of files, and the folder in which they keep what they make. */
export class BenchPages {
  private made: Promise<string> | undefined;

  constructor(private readonly options: PagesOptions) {}

  suites(): readonly (() => Promise<readonly Candidate[]>)[] {
    return [
      async () => this.suite(await drawnPage(await this.folder())),
      async () => this.suite(await pagesOf(this.options.files)),
    ];
  }

  async dispose(): Promise<void> {
    if (this.made) await rm(await this.made, { recursive: true, force: true });
  }

  private folder(): Promise<string> {
    this.made ??= mkdtemp(join(tmpdir(), 'ductus-bench-'));
    return this.made;
  }

  private async suite(pages: Pages | undefined): Promise<readonly Candidate[]> {
    return pages ? readingOf(pages, await this.folder(), this.options) : [];
  }
}

const size = { width: 2500, height: 3300 };
const lineCount = 25;
/** About one page in ten has so many lines. */
const mostDrawn = 100;

/** A page of handwriting of a seed, worn as lines are in training: the first with the wanted number of lines. */
async function drawnPage(folder: string): Promise<Pages> {
  const fonts = await openFonts(['patrick-hand']);
  const texts = generatedTexts([await openLanguage('english')], { least: 38, most: 50 }, 1);
  const look = { ...size, degradation: augmentationOf(0.7) };
  const { drawn } = synthesisePages({ texts, fonts, count: mostDrawn, seed: 1, threads: 1, look });
  for await (const { name, bytes, page } of drawn) {
    if (linesOf(page).length !== lineCount) continue;
    const path = join(folder, `${name}.jpg`);
    await writeFile(path, bytes);
    console.log(`\ndrawn page ${name}: ${lineCount} lines, JPEG of ${Math.round(bytes.length / 1000)} kB`);
    return { name: `JPEG of ${size.width} × ${size.height} px`, paths: [path] };
  }
  throw new Error(`bench: none of ${mostDrawn} drawn pages has ${lineCount} lines`);
}

/** Of many files so many, spread evenly, so that each set of pages has its share. */
const mostFiles = 4;

async function pagesOf(places: readonly string[]): Promise<Pages | undefined> {
  const found = (await Promise.all(places.map((place) => findFiles(place)))).flatMap((paths) => paths ?? []);
  const jpegs = found.filter((path) => /\.jpe?g$/i.test(path));
  const step = Math.max(1, jpegs.length / mostFiles);
  const paths = jpegs.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
  if (paths.length === 0) return undefined;
  console.log(`\n${paths.length} of ${jpegs.length} pages: ${paths.join(', ')}`);
  return { name: `${paths.length} JPEG files, each`, paths };
}

async function readingOf(pages: Pages, folder: string, options: PagesOptions): Promise<readonly Candidate[]> {
  const { threads, layout } = options;
  const bytes = await Promise.all(pages.paths.map((path) => readFile(path)));
  const toLines = finding(bytes, `${pages.name}, to lines`);
  const [group, singleGroup] = [`${pages.name}, to text`, `${pages.name}, to text on one thread`];
  const toText = (name: string, reader: PageReaderOptions, inGroup = group) => reading(bytes, name, inGroup, reader);
  const model = smallStarterName;
  // Before the other readers are there, whose threads would disturb it.
  const peaks: number[] = [];
  for (const path of pages.paths) peaks.push(await memoryOfReading(path, threads, layout));
  const many = await toText(`${model}, ${threads} threads`, { model, layout, threads });
  const tesseract = await tesseractOn({ paths: pages.paths, group, singleGroup, folder });
  const beside = (rows: string) => tesseract.filter((candidate) => candidate.group === rows);
  return [
    ...(await toLines(layout, threads)),
    { ...many, details: () => ({ ...many.details?.(), 'peak MB': Math.max(...peaks) }) },
    await toText(`${model}, ${threads} threads, no language`, { model, layout, threads, language: false }),
    await readingMany(pages.paths, folder, group, options),
    ...beside(group),
    await toText(`${model}, 1 thread`, { model, layout, threads: 1 }, singleGroup),
    ...beside(singleGroup),
    ...tesseract.filter((candidate) => candidate.group !== group && candidate.group !== singleGroup),
  ];
}

/** The usual finder first; the classical method beside it where that is another. */
function finding(pages: readonly Uint8Array[], group: string) {
  const candidate = (finder: LineFinder, name: string): Candidate => {
    let lines = 0;
    return {
      name,
      group,
      flops: 0,
      run: async () => {
        const started = performance.now();
        lines = 0;
        for (const page of pages) lines += (await findLayout(finder, await decodeImage(page))).lines.length;
        return (performance.now() - started) / pages.length;
      },
      details: () => ({ lines }),
      dispose: () => finder.dispose(),
    };
  };
  return async (layout: string | undefined, threads: number): Promise<readonly Candidate[]> => {
    const usual = await openLineFinder({ layout, threads });
    if (usual.method === 'classical') return [candidate(usual, 'classical')];
    return [
      candidate(usual, `${usual.method}, ${threads} threads`),
      candidate(await openLineFinder({ layout, threads: 1 }), `${usual.method}, 1 thread`),
      candidate(await openLineFinder({ layout: false }), 'classical'),
    ];
  };
}

/** Of many pages each is there so often. */
const copies = 4;

/** From files to texts, page after page, as `ductus recognize` reads many. */
async function readingMany(
  paths: readonly string[],
  folder: string,
  group: string,
  { layout, threads }: PagesOptions,
): Promise<Candidate> {
  const recognizer = await Recognizer.load(smallStarterName, { threads, language: 'auto' });
  const finder = await openLineFinder({ layout, threads });
  const documents: DocumentToRead[] = [];
  for (const path of paths.flatMap((path) => Array.from({ length: copies }, () => path))) {
    const copy = join(folder, `many-${documents.length}.jpg`);
    await copyFile(path, copy);
    documents.push({ kind: 'unsegmented', path: copy, key: copy, place: { kind: 'image', path: copy } });
  }
  return {
    name: `${smallStarterName}, ${threads} threads, ${documents.length} pages`,
    group,
    flops: 0,
    run: async () => {
      const started = performance.now();
      for await (const read of readDocuments(recognizer, documents, { finder })) {
        if ('problem' in read) throw new Error(`bench: ${read.problem.reason}`);
      }
      return (performance.now() - started) / documents.length;
    },
    dispose: async () => {
      await Promise.all([recognizer.dispose(), finder.dispose()]);
    },
  };
}

/** From bytes to texts with places, as programs read them. */
async function reading(
  pages: readonly Uint8Array[],
  name: string,
  group: string,
  options: PageReaderOptions,
): Promise<Candidate> {
  const reader = await PageReader.load(options);
  let seen: Details = {};
  return {
    name,
    group,
    flops: 0,
    run: async () => {
      const started = performance.now();
      let [lines, withText] = [0, 0];
      for (const page of pages) {
        const found = linesOf(await reader.read(page));
        lines += found.length;
        withText += found.filter(({ text }) => text !== '').length;
      }
      const ms = (performance.now() - started) / pages.length;
      seen = { found: reader.method, lines, 'with text': withText };
      return ms;
    },
    details: () => seen,
    dispose: () => reader.dispose(),
  };
}

/** Signs that a folder was named which holds more than was meant: the parts of a split, or the same lines again. */
import type { FoundFile } from './find.js';
import { isPacked } from './packed-lines.js';
import type { Sample, SampleImage } from './sample.js';

const partNames: Readonly<Record<string, RegExp>> = {
  train: /^train(?:ing)?$/i,
  val: /^(?:val|valid|validation|dev|eval)$/i,
  test: /^test(?:ing)?$/i,
};

function partOf(name: string): string | undefined {
  return Object.entries(partNames).find(([, pattern]) => pattern.test(name))?.[0];
}

/**
 * Folders that were named and have parts of a split below, two or more of which are used.
 * @param files that lines come from
 */
export function partsTogether(files: readonly FoundFile[]): readonly string[] {
  const folders = new Map<string, Map<string, string>>();
  for (const { path, key } of files) {
    const names = key.split('/');
    for (const [i, name] of names.entries()) {
      const isFile = i === names.length - 1;
      // Packed data sets have their parts as files, train-00000-of-00002.parquet.
      const part = partOf(isFile && isPacked(name) ? name.replace(/[-_.\d].*$/, '') : isFile ? '' : name);
      if (part === undefined) continue;
      const below = names.slice(i).join('/').length;
      const folder = path.slice(0, path.length - below).replace(/(?<=.)[\\/]$/, '') || '.';
      const parts = folders.get(folder) ?? new Map<string, string>();
      parts.set(part, name);
      folders.set(folder, parts);
    }
  }
  const together = [...folders].filter(([, parts]) => parts.size > 1);
  const [first] = together;
  if (!first) return [];
  const more = together.length === 1 ? '' : ` (and ${together.length - 1} more such folders)`;
  const names = [...first[1].values()].sort();
  return [
    `${first[0]} holds the parts ${names.join(' and ')}${more}: all of them are taken together; name the one that is meant`,
  ];
}

/** Shorter texts stand twice by chance. */
const leastLetters = 10;
const leastLines = 3;

/** Transcriptions of one line differ in signs and spaces. */
function letters(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}

/** What lines are in, as messages call it. */
const containers: Readonly<Record<SampleImage['kind'], 'image' | 'page' | 'packed file'>> = {
  file: 'image',
  bytes: 'image',
  cut: 'page',
  packed: 'packed file',
  paper: 'image',
};

function kindOf({ image }: Sample) {
  return containers[image.kind];
}

/** The description or the packed file that a sample is in. */
function containerOf({ name, image }: Sample): string | undefined {
  if (image.kind === 'packed') return image.file;
  return image.kind === 'cut' ? name.replace(/_\d+$/, '') : undefined;
}

/**
 * Pages and packed files of whose longer texts at least half stand elsewhere too: in lines of another kind, or in another
 * description of the same image.
 */
export function linesTwice(samples: readonly Sample[]): readonly string[] {
  const elsewhere = new Map<string, Sample[]>();
  const containers = new Map<string, Sample[]>();
  for (const sample of samples) {
    const text = letters(sample.text);
    if (text.length < leastLetters) continue;
    push(elsewhere, text, sample);
    const container = containerOf(sample);
    if (container !== undefined) push(containers, container, sample);
  }
  const twice = [...containers.values()].flatMap((lines) => {
    const twins = lines.flatMap(
      (sample) => elsewhere.get(letters(sample.text))?.find((twin) => isAgain(sample, twin)) ?? [],
    );
    const [line, twin] = [lines[0], twins[0]];
    return line && twin && lines.length >= leastLines && twins.length >= lines.length / 2
      ? [[line, twin] as const]
      : [];
  });
  const [first] = twice;
  if (!first) return [];
  const what = twice.length === 1 ? `a ${kindOf(first[0])}` : `${twice.length} pages or packed files`;
  return [
    `the lines of ${what} seem to be there twice, such as ${first[0].name} and ${first[1].name}: they count twice; name one of the two`,
  ];
}

function isAgain(sample: Sample, twin: Sample): boolean {
  if (kindOf(sample) !== kindOf(twin)) return true;
  const [a, b] = [sample.image, twin.image];
  return a.kind === 'cut' && b.kind === 'cut' && a.page === b.page && containerOf(sample) !== containerOf(twin);
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const before = map.get(key);
  if (before) before.push(value);
  else map.set(key, [value]);
}

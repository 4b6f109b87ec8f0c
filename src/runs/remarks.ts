/** What the numbers of a run mean, in plain words. */
import type { Progress } from '../training/index.js';
import type { Gain } from './gain.js';

/** By this step a network of the default kind has left the plateau on which it writes nothing. */
const usuallyReadsBy = 600;

export interface Signs {
  readonly step: number;
  /** Lines that were read as the empty text, and all lines. */
  readonly emptyLines: number;
  readonly lines: number;
  readonly history: Progress['history'];
}

export function remarksOn({ step, emptyLines, lines, history }: Signs): readonly string[] {
  const remarks: string[] = [];
  if (lines > 0 && emptyLines === lines) {
    remarks.push(
      step < usuallyReadsBy
        ? `The network writes only blanks so far. That is normal until about step ${usuallyReadsBy}: CTC first learns to write nothing.`
        : `The network still writes only blanks at step ${step}. Look at some of the images and their texts; then try \`learningRate\` 0.0005, \`augmentation\` 0, or more lines.`,
    );
  }
  return [...remarks, ...remarksOnLearning(history, 'lines')];
}

/** What is said where the network learns its samples by heart. */
export function remarksOnLearning(history: Progress['history'], samples: 'lines' | 'pages'): readonly string[] {
  if (!learnsByHeart(history)) return [];
  const dropout = samples === 'lines' ? ', or more dropout (Do) in `spec`' : '';
  return [
    `The training loss falls while the validation error rises: the network learns these ${samples} by heart. The best model so far is kept. More ${samples} help most; then stronger \`augmentation\`${dropout}.`,
  ];
}

/** So many validations in a row that are worse than the best one are a sign, and as many later it is said again. */
const signOf = 3;
/** Means that are less than this share above the best one are noise. */
const noise = 0.02;

function learnsByHeart(history: Progress['history']): boolean {
  const best = history.reduce<Progress['history'][number] | undefined>(
    (least, entry) => (least && least.score <= entry.score ? least : entry),
    undefined,
  );
  if (!best) return false;
  const since = history.slice(history.indexOf(best) + 1);
  if (since.length === 0 || since.length % signOf !== 0) return false;
  const recent = since.slice(-signOf);
  const mean = recent.reduce((sum, entry) => sum + entry.score, 0) / signOf;
  return mean > best.score * (1 + noise) && recent.every(({ loss }) => loss < best.loss);
}

/** Fewer lines, or of fewer documents, don't tell models apart that differ by some points. */
const [fewestLines, fewestDocuments] = [60, 3];

/** What can be said of a set of validation lines before they are read. */
export function remarkOnSize(lines: readonly { readonly document: string }[]): string | undefined {
  const documents = new Set(lines.map(({ document }) => document)).size;
  if (lines.length === 0 || (lines.length >= fewestLines && documents >= fewestDocuments)) return undefined;
  const amount = `${counted(lines.length, 'validation line')} of ${counted(documents, 'document')}`;
  return `${amount}: too few to tell models apart that differ by some points. Give ${fewestLines} lines of ${fewestDocuments} documents or more, by \`val\` or with more data`;
}

/**
 * Whether a run bought anything over the model that it went on from.
 * @param words what is measured, and of what
 */
export function remarkOnGain(
  { startErrorRate, errorRate, step, interval, units, count, verdict }: Gain,
  words = { rate: 'CER', samples: 'lines' },
): string {
  const rates = `${words.rate} ${percent(startErrorRate)} before, ${percent(errorRate)} at step ${step}`;
  const limits = `${points(interval.low)} to ${points(interval.high)} points (95%, over ${counted(count, units)})`;
  if (verdict === 'better') return `Training bought something: ${rates}, a change of ${limits}.`;
  if (verdict === 'worse') {
    return `Training bought nothing: ${rates}, a change of ${limits}. The model is the one that it went on from.`;
  }
  const kept = errorRate < startErrorRate ? 'The better one is kept' : 'The model that it went on from is kept';
  return `These ${words.samples} don't tell whether training bought anything: ${rates}, a change of ${limits}. ${kept}; more validation ${words.samples} tell more.`;
}

function counted(n: number, noun: string): string {
  return `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;
}

function percent(rate: number): string {
  return `${(100 * rate).toFixed(2)}%`;
}

function points(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${Math.abs(100 * difference).toFixed(2)}`;
}

/**
 * A cleaned copy of lines, by rules that are stated: texts are written down by the rules given; left out are lines whose
 * text is empty, images that can't be read or have nothing on them, lines with more text than CTC has frames for, second
 * copies of the same pixels with the same text, and lines whose image stands in the validation lines too.
 */

import type { Sample } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import { applyRules, type TextRules } from '../text/index.js';
import type { Examination } from './examine.js';

export interface Fix {
  readonly name: string;
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

export interface Fixed {
  readonly samples: readonly Sample[];
  readonly fixes: readonly Fix[];
}

/**
 * @param samples with their texts as they stand in the files
 * @param examination of them, and of the validation lines too if there are any
 */
export function fixSamples(samples: readonly Sample[], examination: Examination, rules: TextRules): Fixed {
  const inSplit = new Set(samples);
  const left = new Map<Sample, string>();
  for (const { sample, problem } of examination.unreadable) left.set(sample, problem.reason);
  for (const sample of examination.empty) left.set(sample, 'the image has nothing on it');
  for (const { sample, reason } of examination.infeasible) left.set(sample, reason);
  for (const same of examination.sameImages) {
    const inValidation = same.some((sample) => !inSplit.has(sample));
    const kept = new Set<string>();
    for (const sample of same.filter((sample) => inSplit.has(sample))) {
      if (inValidation) left.set(sample, 'the image stands in the validation lines too');
      else if (kept.has(sample.text)) left.set(sample, 'the same pixels with the same text stand before');
      kept.add(sample.text);
    }
  }
  const fixes: Fix[] = [];
  const result: Sample[] = [];
  for (const sample of samples) {
    const text = applyRules(sample.text, rules);
    const reason = left.get(sample) ?? (text === '' ? 'the text is empty' : undefined);
    if (reason !== undefined) {
      fixes.push(leftOut({ name: sample.name, reason }, sample.text));
      continue;
    }
    if (text !== sample.text) fixes.push({ name: sample.name, what: 'text', before: sample.text, after: text });
    result.push({ ...sample, text });
  }
  return { samples: result, fixes };
}

/** A line that is not in the copy. */
export function leftOut({ name, reason }: Skipped, before = ''): Fix {
  return { name, what: `left out: ${reason}`, before, after: '' };
}

/** The fixes as a table; tabs and line ends of texts are written as \t and \n. */
export function writeFixes(fixes: readonly Fix[]): string {
  const cell = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n');
  const rows = fixes.map(({ name, what, before, after }) => [name, what, before, after].map(cell).join('\t'));
  return `${['name\twhat\tbefore\tafter', ...rows].join('\n')}\n`;
}

/** What the numbers of a validation mean, in plain words. */
import type { Progress } from './checkpoint.js';

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
        : `The network still writes only blanks at step ${step}. Look at some of the images and their texts; then try --learning-rate 0.0005, --augmentation 0, or more lines.`,
    );
  }
  const [before, last] = history.slice(-4).length === 4 ? [history.at(-4), history.at(-1)] : [];
  if (before && last) {
    const recent = history.slice(-4);
    const validationRises = recent.every(
      (entry, i) => i === 0 || entry.validationErrorRate >= (recent[i - 1] as typeof entry).validationErrorRate,
    );
    if (validationRises && last.validationErrorRate > before.validationErrorRate && last.loss < before.loss) {
      remarks.push(
        'The training loss falls while the validation error rises: the network learns these lines by heart. The best model so far is kept. More lines help most; then stronger --augmentation, or more dropout (Do) in --spec.',
      );
    }
  }
  return remarks;
}

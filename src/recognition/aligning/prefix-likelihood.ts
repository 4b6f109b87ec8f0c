/**
 * How probable it is that a line says a text's beginning, for all beginnings at once: the forward variables of CTC (Graves
 * et al. 2006, §4.1) of a label's two states, itself and the blank after it, do not depend on what follows. One sweep over
 * the frames with the whole text leaves in its last row the probability of each beginning. Signs that may stand at the end
 * without being in the text (a hyphen) branch off after each label, with two states of their own.
 *
 * Probabilities are summed as they are, not as logarithms. All cells of a row share one scale, so what is e^500 times less
 * probable than the most probable beginning is 0: nobody asks for it.
 */

/** What a network says of a line: probabilities of classes, [frames, classes], class 0 the blank. */
export interface LineProbabilities {
  readonly values: Float32Array;
  readonly classes: number;
  readonly frames: number;
}

export interface PrefixLikelihoods {
  /** ln P(the first j labels | line), [L + 1]. */
  readonly plain: Float64Array;
  /** The same with a sign behind them, for each sign, [L + 1]; −Infinity where fewer labels than `from` stand before it. */
  readonly signed: readonly Float64Array[];
}

export interface PrefixOptions {
  /** Classes that may stand behind the last label. Default: none. */
  readonly signs?: readonly number[];
  /** The least number of labels before a sign. Default: 0. */
  readonly from?: number;
}

/** A row's largest cell is lifted above this, by steps of it. */
const least = 2 ** -100;
const lift = 2 ** 100;
const liftNats = 100 * Math.LN2;
/** Cells below are 0: numbers near the end of float64's range are slow to compute with. */
const negligible = 1e-250;

/** Probabilities of paths that end in a state, for each number of labels. */
interface Row {
  /** In the last label, or the sign. */
  readonly label: Float64Array;
  /** In the blank after it. */
  readonly blank: Float64Array;
}

/**
 * @param labels classes without blanks, [L]
 * @returns ln of probabilities, −Infinity where no path exists
 */
export function prefixLikelihoods(
  line: LineProbabilities,
  labels: Int32Array,
  { signs = [], from = 0 }: PrefixOptions = {},
): PrefixLikelihoods {
  const rowOf = (): Row => ({
    label: new Float64Array(labels.length + 1),
    blank: new Float64Array(labels.length + 1),
  });
  const row = rowOf();
  row.blank[0] = 1;
  const branches = signs.map((sign) => ({ sign, row: rowOf() }));
  let lifted = 0;
  for (let t = 0; t < line.frames; t++) {
    let most = 0;
    // Branches first: they go on from the row as it was before this frame.
    for (const { sign, row: branch } of branches) {
      most = Math.max(most, advanceBranch(line, t, labels, row, { sign, branch, from }));
    }
    most = Math.max(most, advance(line, t, labels, row));
    for (; most > 0 && most < least; most *= lift) {
      for (const { label, blank } of [row, ...branches.map(({ row }) => row)]) {
        for (let j = 0; j <= labels.length; j++) {
          label[j] = (label[j] as number) * lift;
          blank[j] = (blank[j] as number) * lift;
        }
      }
      lifted++;
    }
  }
  const logarithms = ({ label, blank }: Row) =>
    label.map((value, j) => Math.log(value + (blank[j] as number)) - lifted * liftNats);
  return { plain: logarithms(row), signed: branches.map(({ row }) => logarithms(row)) };
}

/** A frame further, in place: from the last label to the first, since a cell needs those before it as they were. @returns the largest cell */
function advance({ values, classes }: LineProbabilities, t: number, labels: Int32Array, { label, blank }: Row): number {
  const at = t * classes;
  const paper = values[at] as number;
  let most = 0;
  for (let j = Math.min(labels.length, t + 1); j >= 1; j--) {
    const k = labels[j - 1] as number;
    const stay = label[j] as number;
    const before = (blank[j - 1] as number) + (k === labels[j - 2] ? 0 : (label[j - 1] as number));
    let a = (stay + before) * (values[at + k] as number);
    let b = ((blank[j] as number) + stay) * paper;
    if (a < negligible) a = 0;
    if (b < negligible) b = 0;
    label[j] = a;
    blank[j] = b;
    if (a > most) most = a;
    if (b > most) most = b;
  }
  const none = (blank[0] as number) * paper;
  blank[0] = none < negligible ? 0 : none;
  return Math.max(most, none);
}

interface Branch {
  readonly sign: number;
  readonly branch: Row;
  readonly from: number;
}

function advanceBranch(
  { values, classes }: LineProbabilities,
  t: number,
  labels: Int32Array,
  { label, blank }: Row,
  { sign, branch, from }: Branch,
): number {
  const at = t * classes;
  const [paper, ink] = [values[at] as number, values[at + sign] as number];
  let most = 0;
  for (let j = Math.min(labels.length, t); j >= from; j--) {
    const stay = branch.label[j] as number;
    const before = (blank[j] as number) + (sign === labels[j - 1] ? 0 : (label[j] as number));
    let a = (stay + before) * ink;
    let b = ((branch.blank[j] as number) + stay) * paper;
    if (a < negligible) a = 0;
    if (b < negligible) b = 0;
    branch.label[j] = a;
    branch.blank[j] = b;
    if (a > most) most = a;
    if (b > most) most = b;
  }
  return most;
}

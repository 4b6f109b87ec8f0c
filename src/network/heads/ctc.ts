/**
 * The head that reads a text line: scores of the classes for each frame, trained with the CTC loss. Its token is
 * `O1c80`, a sequence of so many classes, the blank included, or `O1c`, as many as the alphabet asks for.
 */
import {
  add,
  cast,
  conv2d,
  expand,
  input,
  logSoftmax,
  matmul,
  mul,
  part,
  scalar,
  type Tensor,
  transpose,
} from '../../graph/index.js';
import { cleaned, type Features, sizes, tensorsOf, toSequence } from '../features.js';
import { type AnyLayer, type BuildContext, named, namePattern, type Unplaced } from '../layers/layer.js';
import { ctcLoss } from './ctc-loss.js';

export interface CtcOutput extends AnyLayer {
  readonly kind: 'output';
  /** Left out: as many as the alphabet asks for. */
  readonly classes: number | undefined;
}

/** What is read of each line. */
export interface CtcScores {
  /** Unnormalised, float32 [T, B, K]. */
  readonly logits: Tensor;
  /** Frames of each line, int64 [B]. */
  readonly lengths: Tensor;
}

/** An output that trains only, whose loss counts `weight`. */
export interface AuxiliaryScores extends CtcScores {
  readonly weight: number;
}

const pattern = new RegExp(`^O${namePattern}([012])([lsc])(a?)(\\d*)$`);

export const ctcHead = {
  /**
   * @param fault makes the error of an output of another kind
   * @returns nothing where the token is no output
   */
  parse(token: string, fault: (rule: string) => Error): Unplaced<CtcOutput> | undefined {
    const match = pattern.exec(token);
    if (!match) return undefined;
    const [, label, dimensions, activation, augmented, classes] = match;
    if (dimensions !== '1' || activation !== 'c' || augmented) {
      throw fault('of the outputs only the CTC sequence, O1c, is supported');
    }
    return { kind: 'output', ...named(label), classes: classes ? Number(classes) : undefined };
  },

  print: (classes: number) => `O1c${classes}`,

  /**
   * A projection of each frame to the classes. Weights output.weights and output.bias.
   * @param fault makes the error of features that are not one row
   */
  scores(features: Features, classes: number, context: BuildContext, fault: (rule: string) => Error): CtcScores {
    return part('output', tensorsOf(features), () => {
      const [, channels, height] = sizes(features.image);
      if (height !== 1) {
        throw fault(`the height must be 1 before the output but is ${height} here (fold it with S1(1x0)1,3)`);
      }
      const projection = { kind: 'glorot', fanIn: channels, fanOut: classes } as const;
      const weights = context.weight('output.weights', [channels, classes], projection, { role: 'head' });
      const bias = context.weight('output.bias', [classes], { kind: 'constant', value: 0 }, { role: 'head' });
      return { logits: add(matmul(toSequence(features.image), weights), bias), lengths: features.lengths };
    });
  },

  /**
   * A convolution over three frames to the classes: the CTC shortcut of Retsinas et al. 2022 (§3.3). Weights
   * NAME.filters and NAME.bias.
   * @param features of one row
   */
  auxiliaryScores(name: string, features: Features, classes: number, context: BuildContext): CtcScores {
    const [, channels] = sizes(features.image);
    const shape = [classes, channels, 1, 3];
    const projection = { kind: 'glorot', fanIn: 3 * channels, fanOut: classes } as const;
    const filters = context.weight(`${name}.filters`, shape, projection, { role: 'auxiliary' });
    const bias = context.weight(`${name}.bias`, [classes], { kind: 'constant', value: 0 }, { role: 'auxiliary' });
    const out = part('auxiliary', [...tensorsOf(features), filters, bias], () =>
      conv2d(cleaned(features), filters, bias),
    );
    return { logits: toSequence(out), lengths: features.lengths };
  },

  /**
   * Inputs `labels` int64 [B, L], `labelLength` int64 [B], and `lossScale` float32 [1], what each line's loss is multiplied by.
   * @returns what is minimised, each with its ∂sum/∂loss, and the head's outputs: `loss` float64 [B]
   */
  training(main: CtcScores, auxiliaries: readonly AuxiliaryScores[]) {
    const labels = input('labels', 'int64', ['B', 'L']);
    const labelLength = input('labelLength', 'int64', ['B']);
    const lossOf = ({ logits, lengths }: CtcScores) =>
      ctcLoss({ logits, labels, labelLength, logitLength: lengths, logitsTimeMajor: true });
    const loss = lossOf(main);
    const scale = cast(input('lossScale', 'float32', [1]), 'float64');
    const weighted = auxiliaries.map((scores) => {
      const auxiliaryLoss = part('auxiliary', [scores.logits, scores.lengths, labels, labelLength], () =>
        lossOf(scores),
      );
      const seed = expand(mul(scale, scalar(scores.weight, 'float64')), ['B'], [auxiliaryLoss]);
      return [auxiliaryLoss, seed] as const;
    });
    return { losses: [[loss, expand(scale, ['B'], [loss])] as const, ...weighted], outputs: { loss } };
  },

  /** @returns `logProbs` float32 [B, T, K] and `lengths` int64 [B] */
  reading({ logits, lengths }: CtcScores) {
    return { logProbs: transpose(logSoftmax(logits), [1, 0, 2]), lengths };
  },
};

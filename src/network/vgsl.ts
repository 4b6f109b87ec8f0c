/**
 * The VGSL network language (Variable-size Graph Specification Language) in kraken's dialect, as far as line
 * recognition needs it. Three additions: `Bn` is batch normalisation, `Sbx128` an SRU where `Lbx128` is an LSTM, and `Aux0.1` reads the line from the features as they
 * are there, by a second CTC output whose loss counts a tenth; it is there in training only. Whatever is not supported
 * is an error that points at the token.
 *
 *   [1,48,0,1 Cr3,3,32 Do0.1,2 Mp2,2 Cr3,3,64 Mp2,2 S1(1x0)1,3 Lbx100 Do0.5 O1c80]
 */
import { DuctusError } from '../error.js';
export type Activation = 'sigmoid' | 'tanh' | 'relu' | 'linear' | 'leakyRelu' | 'softmax';

interface Named {
  readonly name?: string;
  /** The token as written and where it stands, for messages. */
  readonly token: string;
  readonly at: number;
}

export type Layer =
  | (Named & {
      readonly kind: 'conv';
      readonly activation: Activation;
      readonly kernel: readonly [number, number];
      readonly channels: number;
      readonly stride: readonly [number, number];
      readonly dilation: readonly [number, number];
    })
  | (Named & {
      readonly kind: 'recurrent';
      readonly cell: 'lstm' | 'gru' | 'sru';
      readonly direction: 'forward' | 'reverse' | 'bidirectional';
      readonly axis: 'x' | 'y';
      readonly summarise: boolean;
      readonly size: number;
    })
  | (Named & { readonly kind: 'dropout'; readonly probability: number; readonly channels: boolean })
  | (Named & {
      readonly kind: 'maxPool';
      readonly kernel: readonly [number, number];
      readonly stride: readonly [number, number];
    })
  | (Named & { readonly kind: 'foldHeight' /** 0: whatever it is. */; readonly height: number })
  | (Named & { readonly kind: 'groupNorm'; readonly groups: number })
  | (Named & { readonly kind: 'batchNorm' })
  | (Named & { readonly kind: 'identity' })
  | (Named & { readonly kind: 'auxiliary'; readonly weight: number })
  | (Named & { readonly kind: 'series'; readonly layers: readonly Layer[] })
  | (Named & { readonly kind: 'parallel'; readonly layers: readonly Layer[] })
  | (Named & { readonly kind: 'output'; readonly classes: number | undefined });

export interface Specification {
  /** Line height in pixels. */
  readonly height: number;
  readonly layers: readonly Layer[];
  /** Classes of the O1c token, blank included, where the specification has one. */
  readonly classes: number | undefined;
}

/** A specification that can't be read or used. The message shows where. */
export class VgslError extends DuctusError {
  override readonly name = 'VgslError';

  constructor(spec: string, position: number, token: string, rule: string) {
    const pointer = `${' '.repeat(position)}${'^'.repeat(Math.max(1, token.length))}`;
    super(`VGSL: ${rule}, got "${token}" at character ${position + 1}\n  ${spec}\n  ${pointer}`, {
      code: 'network/spec',
      details: { options: ['spec'], value: token },
    });
  }
}

interface Token {
  readonly text: string;
  readonly at: number;
}

/** @throws VgslError */
export function parseVgsl(spec: string): Specification {
  return new Parser(spec).specification();
}

const name = '(?:\\{(\\w+)\\})?';
const patterns = {
  conv: new RegExp(`^C(lr|[strlm])${name}(\\d+),(\\d+),(\\d+)(?:,(\\d+),(\\d+)(?:,(\\d+),(\\d+))?)?$`),
  recurrent: new RegExp(`^([LGS])([frb])([xy])(s?)${name}(\\d+)$`),
  dropout: new RegExp(`^Do${name}(\\d*\\.?\\d*)(?:,(\\d+))?$`),
  pool: new RegExp(`^Mp${name}(\\d+),(\\d+)(?:,(\\d+),(\\d+))?$`),
  reshape: new RegExp(`^S${name}(\\d+)\\((\\d+)x(\\d+)\\)(\\d+),(\\d+)$`),
  groupNorm: new RegExp(`^Gn${name}(\\d+)$`),
  batchNorm: new RegExp(`^Bn${name}$`),
  identity: new RegExp(`^I${name}$`),
  auxiliary: new RegExp(`^Aux${name}(\\d*\\.?\\d+)$`),
  output: new RegExp(`^O${name}([012])([lsc])(a?)(\\d*)$`),
};

const activations: Readonly<Record<string, Activation>> = {
  s: 'sigmoid',
  t: 'tanh',
  r: 'relu',
  l: 'linear',
  lr: 'leakyRelu',
  m: 'softmax',
};

const cells = { L: 'lstm', G: 'gru', S: 'sru' } as const;
const directions = { f: 'forward', r: 'reverse', b: 'bidirectional' } as const;

class Parser {
  private readonly tokens: Token[];
  private next = 0;

  constructor(private readonly spec: string) {
    this.tokens = [...spec.matchAll(/[[\]]|\((?!\d+x)|\)(?!\d)|(?:[^\s[\]()]|\(\d+x\d+\))+/g)].map((match) => ({
      text: match[0],
      at: match.index,
    }));
  }

  specification(): Specification {
    this.expect('[', 'a specification starts with "["');
    const height = this.inputHeight();
    const layers = this.layersUntil(']');
    const rest = this.tokens[this.next];
    if (rest) throw this.error(rest, 'nothing may follow the last "]"');
    const outputAt = layers.findIndex((layer) => layer.kind === 'output');
    const output = layers[outputAt];
    if (outputAt >= 0 && outputAt !== layers.length - 1) {
      throw new VgslError(
        this.spec,
        (output as Layer).at,
        (output as Layer).token,
        'the output must be the last layer',
      );
    }
    return {
      height,
      layers: outputAt < 0 ? layers : layers.slice(0, -1),
      classes: output?.kind === 'output' ? output.classes : undefined,
    };
  }

  private inputHeight(): number {
    const token = this.take('an input block "batch,height,width,channels" must follow "["');
    const match = /^(\d+),(\d+),(\d+),(\d+)$/.exec(token.text);
    if (!match) throw this.error(token, 'the input block must be "batch,height,width,channels"');
    const [height, width, channels] = [Number(match[2]), Number(match[3]), Number(match[4])];
    if (channels !== 1) throw this.error(token, 'lines are grey: the input block must have 1 channel');
    if (width !== 0) throw this.error(token, 'lines have any width: the input block must have width 0');
    if (height < 4) throw this.error(token, 'the input block must give the line height, 4 pixels or more');
    return height;
  }

  private layersUntil(end: string): Layer[] {
    const layers: Layer[] = [];
    for (;;) {
      const token = this.take(`"${end}" is missing`);
      if (token.text === end) return layers;
      layers.push(this.layer(token));
    }
  }

  private layer(token: Token): Layer {
    if (token.text === '[') return { kind: 'series', token: '[', at: token.at, layers: this.layersUntil(']') };
    if (token.text === '(') {
      const layers = this.layersUntil(')');
      if (layers.length < 2) throw this.error(token, 'a parallel block needs two layers or more');
      return { kind: 'parallel', token: '(', at: token.at, layers };
    }
    const made = this.simpleLayer(token);
    if (made) return made;
    throw this.error(token, this.unsupported(token.text));
  }

  private simpleLayer(token: Token): Layer | undefined {
    const { text } = token;
    const named = (value: string | undefined) => ({ token: text, at: token.at, ...(value ? { name: value } : {}) });
    const pair = (a: string | undefined, b: string | undefined) => [Number(a ?? 1), Number(b ?? a ?? 1)] as const;
    let match = patterns.conv.exec(text);
    if (match) {
      const [, nonlinearity = '', label, ky, kx, channels, sy, sx, dy, dx] = match;
      const sizes = [ky, kx, channels, sy ?? 1, sx ?? 1, dy ?? 1, dx ?? 1].map(Number);
      if (sizes.some((size) => size < 1)) throw this.error(token, 'sizes of a convolution must be 1 or more');
      return {
        kind: 'conv',
        ...named(label),
        activation: activations[nonlinearity] as Activation,
        kernel: pair(ky, kx),
        channels: Number(channels),
        stride: pair(sy, sx),
        dilation: pair(dy, dx),
      };
    }
    match = patterns.recurrent.exec(text);
    if (match) {
      const [, cell, direction, axis, summary, label, size] = match;
      if (Number(size) < 1) throw this.error(token, 'a recurrent layer needs 1 unit or more');
      return {
        kind: 'recurrent',
        ...named(label),
        cell: cells[cell as keyof typeof cells],
        direction: directions[direction as keyof typeof directions],
        axis: axis as 'x' | 'y',
        summarise: summary === 's',
        size: Number(size),
      };
    }
    match = patterns.dropout.exec(text);
    if (match) {
      const probability = match[2] ? Number(match[2]) : 0.5;
      if (!(probability >= 0 && probability < 1)) throw this.error(token, 'dropout must be in [0, 1)');
      if (match[3] && match[3] !== '1' && match[3] !== '2') throw this.error(token, 'dropout has dimension 1 or 2');
      return { kind: 'dropout', ...named(match[1]), probability, channels: match[3] === '2' };
    }
    match = patterns.pool.exec(text);
    if (match) {
      const kernel = pair(match[2], match[3]);
      const stride = match[4] ? pair(match[4], match[5]) : kernel;
      if ([...kernel, ...stride].some((size) => size < 1)) throw this.error(token, 'sizes of a pool must be 1 or more');
      return { kind: 'maxPool', ...named(match[1]), kernel, stride };
    }
    match = patterns.reshape.exec(text);
    if (match) {
      const [, label, axis, first, height, kept, moved] = match;
      if (axis !== '1' || first !== '1' || kept !== '1' || moved !== '3') {
        throw this.error(
          token,
          'of the reshapes only the folding of the height into channels, S1(1xN)1,3, is supported',
        );
      }
      return { kind: 'foldHeight', ...named(label), height: Number(height) };
    }
    match = patterns.groupNorm.exec(text);
    if (match) return { kind: 'groupNorm', ...named(match[1]), groups: Number(match[2]) };
    match = patterns.batchNorm.exec(text);
    if (match) return { kind: 'batchNorm', ...named(match[1]) };
    match = patterns.identity.exec(text);
    if (match) return { kind: 'identity', ...named(match[1]) };
    match = patterns.auxiliary.exec(text);
    if (match) {
      const weight = Number(match[2]);
      if (!(weight > 0)) throw this.error(token, 'the weight of an auxiliary loss must be above 0');
      return { kind: 'auxiliary', ...named(match[1]), weight };
    }
    match = patterns.output.exec(text);
    if (match) {
      if (match[2] !== '1' || match[3] !== 'c' || match[4]) {
        throw this.error(token, 'of the outputs only the CTC sequence, O1c, is supported');
      }
      return { kind: 'output', ...named(match[1]), classes: match[5] ? Number(match[5]) : undefined };
    }
    return undefined;
  }

  private unsupported(text: string): string {
    if (text.startsWith('CT')) return 'transposed convolutions are not supported';
    if (/^Aux/.test(text)) return 'an auxiliary output needs the weight of its loss, such as Aux0.1';
    if (text.startsWith('A')) return 'the addition layer A is not supported';
    if (text.startsWith('W')) return 'the wav2vec masking layer W is not supported';
    if (/^[LG][frb][xy]s?[co]/.test(text)) return 'the legacy clstm and ocropy cells are not supported';
    if (/^F/.test(text))
      return "Tesseract's fully connected layers are not supported; the output layer is added by itself";
    return 'a layer must be one of C, Mp, Do, S, Gn, Bn, L, G, I, Aux, a block in [ ] or ( ), or O1c';
  }

  private take(missing: string): Token {
    const token = this.tokens[this.next++];
    if (!token) throw new VgslError(this.spec, this.spec.length, '', missing);
    return token;
  }

  private expect(text: string, rule: string): void {
    const token = this.take(rule);
    if (token.text !== text) throw this.error(token, rule);
  }

  private error(token: Token, rule: string): VgslError {
    return new VgslError(this.spec, token.at, token.text, rule);
  }
}

/** The specification without its output token, or with one of so many classes. */
export function withOutput(spec: string, classes: number | undefined): string {
  const bare = spec.trim().replace(/\s*O(?:\{\w+\})?1c\d*\s*\]$/, ']');
  return classes === undefined ? bare : `${bare.slice(0, -1)} O1c${classes}]`;
}

/** Columns, or rows, that layers leave of so many; 0 where a window doesn't fit. */
export function sizeAfter(layers: readonly Layer[], size: number, axis: 'x' | 'y'): number {
  const along = axis === 'x' ? 1 : 0;
  return layers.reduce((left, layer) => {
    if (layer.kind === 'conv') return Math.floor((left - 1) / layer.stride[along]) + 1;
    if (layer.kind === 'maxPool') {
      return Math.max(0, Math.floor((left - layer.kernel[along]) / layer.stride[along]) + 1);
    }
    if (layer.kind === 'recurrent' && layer.axis === axis && layer.summarise) return 1;
    if (layer.kind === 'foldHeight' && axis === 'y') return 1;
    if (layer.kind === 'series') return sizeAfter(layer.layers, left, axis);
    if (layer.kind === 'parallel') return sizeAfter(layer.layers.slice(0, 1), left, axis);
    return left;
  }, size);
}

/**
 * The specification for lines of another height, whose network has the same weights: the last pool, which takes all rows
 * that are left, takes as many as are left then.
 * @param height pixels
 * @throws VgslError where the last pool doesn't take all rows, or no row is left for it
 */
export function withLineHeight(spec: string, height: number): string {
  const { layers, height: before } = parseVgsl(spec);
  const index = layers.findLastIndex(({ kind }) => kind === 'maxPool');
  const pool = layers[index];
  const rowsFor = (lineHeight: number) => sizeAfter(layers.slice(0, index), lineHeight, 'y');
  if (pool?.kind !== 'maxPool' || pool.kernel[0] !== rowsFor(before)) {
    const rule = 'the line height can be changed only where the last pool (Mp) takes all rows that are left';
    throw new VgslError(spec, pool?.at ?? 0, pool?.token ?? '[', rule);
  }
  const { token, at } = pool;
  const rows = rowsFor(height);
  if (rows < 1) throw new VgslError(spec, at, token, `of a line height of ${height} no row is left here`);
  const above = spec.slice(0, at).replace(/^(\s*\[\s*\d+,)\d+/, `$1${height}`);
  return above + token.replace(/^(Mp(?:\{\w+\})?)\d+/, `$1${rows}`) + spec.slice(at + token.length);
}

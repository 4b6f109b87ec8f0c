/**
 * The VGSL network language (Variable-size Graph Specification Language) in kraken's dialect, as far as line
 * recognition needs it. Three additions: `Bn` is batch normalisation, `Sbx128` an SRU where
 * `Lbx128` is an LSTM, and `Aux0.1` reads the line from the features as they are there, by a second CTC output whose loss
 * counts a tenth; it is there in training only. Whatever is not supported is an error that points at the token.
 *
 *   [1,48,0,1 Cr3,3,32 Do0.1,2 Mp2,2 Cr3,3,64 Mp2,2 S1(1x0)1,3 Lbx100 Do0.5 O1c80]
 *
 * What is parsed prints as it was written: every token keeps its text and the white space before it.
 */
import { DuctusError } from '../error.js';
import { type CtcOutput, ctcHead } from './heads/ctc.js';
import { blockKinds, type Layer, layerKinds } from './layers/table.js';
import { type Token, tokensOf, written } from './token.js';

export interface Specification {
  /** Line height in pixels. */
  readonly height: number;
  readonly layers: readonly Layer[];
  /** Classes of the O1c token, blank included, where the specification has one. */
  readonly classes: number | undefined;
  /** The O1c token. */
  readonly output: CtcOutput | undefined;
  /** What stands around the layers, for printing. */
  readonly frame: {
    readonly start: Token;
    readonly input: Token;
    readonly end: Token;
    /** White space after the last bracket. */
    readonly rest: string;
  };
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

/** @throws VgslError */
export function parseVgsl(spec: string): Specification {
  return new Parser(spec).specification();
}

/** The specification as text; as it was written, but for what was changed since. */
export function printVgsl({ layers, output, frame: { start, input, end, rest } }: Specification): string {
  return (
    written(start) +
    written(input) +
    layers.map(printed).join('') +
    (output ? placed(output) : '') +
    written(end) +
    rest
  );
}

function printed(layer: Layer): string {
  const inside = 'layers' in layer ? layer.layers.map(printed).join('') + written(layer.end) : '';
  return placed(layer) + inside;
}

function placed({ gap, token }: Layer | CtcOutput): string {
  return gap + token;
}

class Parser {
  private readonly tokens: readonly Token[];
  private readonly rest: string;
  private next = 0;

  constructor(private readonly spec: string) {
    ({ tokens: this.tokens, rest: this.rest } = tokensOf(spec));
  }

  specification(): Specification {
    const start = this.take('a specification starts with "["');
    if (start.text !== '[') throw this.error(start, 'a specification starts with "["');
    const input = this.take('an input block "batch,height,width,channels" must follow "["');
    const height = this.heightOf(input);
    const { items, end } = this.itemsUntil(']');
    const after = this.tokens[this.next];
    if (after) throw this.error(after, 'nothing may follow the last "]"');
    const last = items.at(-1);
    const output = last?.kind === 'output' ? last : undefined;
    const layers = this.layersOf(output ? items.slice(0, -1) : items);
    return { height, layers, classes: output?.classes, output, frame: { start, input, end, rest: this.rest } };
  }

  private heightOf(input: Token): number {
    const match = /^(\d+),(\d+),(\d+),(\d+)$/.exec(input.text);
    if (!match) throw this.error(input, 'the input block must be "batch,height,width,channels"');
    const [height, width, channels] = [Number(match[2]), Number(match[3]), Number(match[4])];
    if (channels !== 1) throw this.error(input, 'lines are grey: the input block must have 1 channel');
    if (width !== 0) throw this.error(input, 'lines have any width: the input block must have width 0');
    if (height < 4) throw this.error(input, 'the input block must give the line height, 4 pixels or more');
    return height;
  }

  private itemsUntil(close: string): { readonly items: readonly (Layer | CtcOutput)[]; readonly end: Token } {
    const items: (Layer | CtcOutput)[] = [];
    for (;;) {
      const token = this.take(`"${close}" is missing`);
      if (token.text === close) return { items, end: token };
      items.push(this.item(token));
    }
  }

  private item(token: Token): Layer | CtcOutput {
    const at = { token: token.text, at: token.at, gap: token.gap };
    const fault = (rule: string) => this.error(token, rule);
    for (const { kind, brackets, least } of blockKinds) {
      if (token.text !== brackets[0]) continue;
      const { items, end } = this.itemsUntil(brackets[1]);
      if (least && items.length < least.layers) throw fault(least.rule);
      return { kind, ...at, layers: this.layersOf(items), end };
    }
    for (const { parse } of [...layerKinds, ctcHead]) {
      const parsed = parse(token.text, fault);
      if (parsed) return { ...parsed, ...at };
    }
    throw fault(unsupported(token.text));
  }

  /** @throws VgslError where the output is among them */
  private layersOf(items: readonly (Layer | CtcOutput)[]): readonly Layer[] {
    return items.map((item) => {
      if (item.kind !== 'output') return item;
      throw new VgslError(this.spec, item.at, item.token, 'the output must be the last layer');
    });
  }

  private take(missing: string): Token {
    const token = this.tokens[this.next++];
    if (!token) throw new VgslError(this.spec, this.spec.length, '', missing);
    return token;
  }

  private error(token: Token, rule: string): VgslError {
    return new VgslError(this.spec, token.at, token.text, rule);
  }
}

function unsupported(text: string): string {
  if (text.startsWith('CT')) return 'transposed convolutions are not supported';
  if (/^Aux/.test(text)) return 'an auxiliary output needs the weight of its loss, such as Aux0.1';
  if (text.startsWith('A')) return 'the addition layer A is not supported';
  if (text.startsWith('W')) return 'the wav2vec masking layer W is not supported';
  if (/^[LG][frb][xy]s?[co]/.test(text)) return 'the legacy clstm and ocropy cells are not supported';
  if (/^F/.test(text))
    return "Tesseract's fully connected layers are not supported; the output layer is added by itself";
  const signs = new Set(layerKinds.flatMap((kind) => kind.signs));
  return `a layer must be one of ${[...signs].join(', ')}, a block in [ ] or ( ), or O1c`;
}

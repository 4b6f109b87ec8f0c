/** What the app's worker is asked for, and what it answers. All that computes or takes long is done there. */
import type { DescribedPage, KeptRun, OutputFormat, Page, PageLine, TrainingEvent, TrainOptions } from 'ductus/web';

/** The files of a reader, as addresses (from the page) or bytes. */
export interface ReaderFiles {
  readonly model: string | Uint8Array;
  readonly layout: string;
}

/** What the reader is and has. */
export interface ReaderAccount {
  readonly threads: number;
  /** All characters that the model can write. */
  readonly characters: readonly string[];
}

export type PageEvent =
  | { readonly kind: 'located'; readonly page: Page }
  | { readonly kind: 'line'; readonly line: PageLine }
  | { readonly kind: 'warning'; readonly code: string };

/** A line that was cut out, as files have it. */
export interface CutLine {
  readonly name: string;
  readonly document: string;
  readonly text: string;
  readonly png: Uint8Array<ArrayBuffer>;
}

export interface LinesOfPage {
  readonly image: Blob;
  readonly page: Page;
  /** Ids. */
  readonly only?: readonly string[];
}

export interface LearnRequest {
  readonly run: string;
  readonly lines: readonly CutLine[];
  readonly heldOut: readonly CutLine[];
  /** The model to go on from, in float32: an address or bytes. */
  readonly from: string | Uint8Array;
  readonly minutes: number;
  /** Other than the usual ones, such as to compare them. */
  readonly settings?: LearningSettings | undefined;
}

export type LearningSettings = Pick<
  TrainOptions,
  | 'augmentation'
  | 'averageDecay'
  | 'batchNorm'
  | 'batchPixels'
  | 'freezeSteps'
  | 'headSteps'
  | 'learningRate'
  | 'seed'
  | 'threads'
  | 'warmupSteps'
>;

/** The best model of a run. */
export interface LearntModel {
  /** In 8 bits. */
  readonly reads: Uint8Array<ArrayBuffer>;
  /** In float32. */
  readonly trains: Uint8Array<ArrayBuffer>;
  /** Whether it is better, as measured while it learnt, than the model that the run began with. */
  readonly learnt: boolean;
}

/** What a model says of itself. */
export interface ModelFacts {
  /** How many characters it can write. */
  readonly characters: number;
  /** Whether it can learn on: it is in float32. */
  readonly trainable: boolean;
  /** Character error rate of its last validation, 0 to 1. */
  readonly errorRate: number | undefined;
  readonly bytes: number;
}

/** What was read of a line that was held out. */
export interface Compared {
  readonly name: string;
  readonly text: string;
  readonly read: string;
}

export interface Measured {
  readonly characterErrorRate: number;
  readonly lines: readonly Compared[];
}

/** Each call: what goes in, what is told meanwhile, what comes out. */
export interface Calls {
  /** Loads what reads; again with other files, the ones before are given up once what they read is read. */
  open: { in: ReaderFiles; told: never; out: ReaderAccount };
  /** From then on the language guides what is read; `undefined`: none does. */
  language: { in: string | undefined; told: never; out: undefined };
  read: { in: { readonly image: Blob; readonly name: string; readonly single: boolean }; told: PageEvent; out: Page };
  readLines: { in: LinesOfPage; told: PageEvent; out: Page };
  cut: { in: LinesOfPage & { readonly document: string }; told: never; out: readonly CutLine[] };
  describe: { in: Uint8Array; told: never; out: DescribedPage };
  /** A description in the pixels of its image, whose size is given; or why it can't be one of that image. */
  inPixels: {
    in: { readonly described: DescribedPage; readonly width: number; readonly height: number };
    told: never;
    out: Page | { readonly problem: string };
  };
  /** A description in the pixels of its image. */
  write: {
    in: { readonly format: OutputFormat; readonly page: Page; readonly image: Blob };
    told: never;
    out: string | Uint8Array<ArrayBuffer>;
  };
  /** The next page of a PDF of many pages, which `book` names; without a page its end. What comes out is added to the file. */
  writeSheet: {
    in: {
      readonly book: string;
      readonly title: string;
      readonly sheet?: { readonly page: Page; readonly image: Blob };
    };
    told: never;
    out: Uint8Array<ArrayBuffer>;
  };
  /** An existing description with what the person changed. */
  update: {
    in: { readonly bytes: Uint8Array<ArrayBuffer>; readonly before: Page; readonly after: Page };
    told: never;
    out: Uint8Array<ArrayBuffer>;
  };
  learn: { in: LearnRequest; told: TrainingEvent; out: undefined };
  /** Goes on with a run whose tab was closed, by its name; what it told before is told again first. */
  learnOn: { in: string; told: TrainingEvent; out: undefined };
  /** The runs that are kept, finished or not. */
  runs: { in: undefined; told: never; out: readonly KeptRun[] };
  /** `undefined` where the run has none yet. */
  learntModel: { in: string; told: never; out: LearntModel | undefined };
  dropRun: { in: string; told: never; out: undefined };
  /** Reads lines without a language; told is how many are read. */
  measure: {
    in: { readonly model: string | Uint8Array; readonly lines: readonly CutLine[] };
    told: number;
    out: Measured;
  };
  /** What a model says of itself; with `trial`, whether it reads lines is tried. */
  inspect: { in: { readonly model: string | Uint8Array; readonly trial: boolean }; told: never; out: ModelFacts };
}

export type CallName = keyof Calls;

/** Does a call in the worker. */
export type AnswerOf<Name extends CallName> = (
  input: Calls[Name]['in'],
  tell: (event: Calls[Name]['told']) => void,
  signal: AbortSignal,
) => Promise<Calls[Name]['out']>;

export interface Request {
  readonly id: number;
  readonly name: CallName;
  readonly in: unknown;
}

/** Asks a call to stop. */
export interface Stop {
  readonly stop: number;
}

export type Answer =
  | { readonly id: number; readonly told: unknown }
  | { readonly id: number; readonly out: unknown }
  | { readonly id: number; readonly error: FailureAccount };

/** An error as it crosses threads. */
export interface FailureAccount {
  readonly message: string;
  /** Of a DuctusError (docs/errors.md). */
  readonly code?: string | undefined;
  readonly stopped: boolean;
}

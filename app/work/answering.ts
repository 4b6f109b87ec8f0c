/** What the worker does for each call, by the library. */
import {
  evaluateLines,
  linesOf,
  linesToLearn,
  type Page,
  type PageLine,
  PageReader,
  Recognizer,
  readPageFile,
  toPixels,
  train,
  updatePageFile,
  writePage,
} from 'ductus/web';
import { dropRun, inspect, learn, learnOn, learntModel, measure, runs } from './learning.js';
import type { Calls, CutLine, LinesOfPage, PageEvent, ReaderFiles } from './messages.js';

type Answering = {
  readonly [Name in keyof Calls]: (
    input: Calls[Name]['in'],
    tell: (event: Calls[Name]['told']) => void,
    signal: AbortSignal,
  ) => Promise<Calls[Name]['out']>;
};

let reader: Promise<PageReader> | undefined;
/** Of the reader, as it is used: with the language, once there is one. */
let guided: Promise<PageReader> | undefined;

function opened(): Promise<PageReader> {
  const current = guided ?? reader;
  if (!current) throw new Error('the reader is not open yet');
  return current;
}

/** Of learning and of models. */
const learning = { learn, learnOn, runs, learntModel, dropRun, measure, inspect } satisfies Partial<Answering>;

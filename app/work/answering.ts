/** What the worker does for each call, by the library. */
import { cut, describe, inPixels, update, write, writeSheet } from './files.js';
import { dropRun, inspect, learn, learnOn, learntModel, measure, runs } from './learning.js';
import type { CallName, Calls } from './messages.js';
import { language, open, read, readLines } from './reading.js';

export type AnswerOf<Name extends CallName> = (
  input: Calls[Name]['in'],
  tell: (event: Calls[Name]['told']) => void,
  signal: AbortSignal,
) => Promise<Calls[Name]['out']>;

export const answering: { readonly [Name in CallName]: AnswerOf<Name> } = {
  open,
  language,
  read,
  readLines,
  cut,
  describe,
  inPixels,
  write,
  writeSheet,
  update,
  learn,
  learnOn,
  runs,
  learntModel,
  dropRun,
  measure,
  inspect,
};

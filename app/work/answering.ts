/** What the worker does for each call, by the library. */
import { cut, describe, inPixels, update, write, writeSheet } from './files.js';
import { dropRun, inspect, learn, learnOn, learntModel, measure, runs } from './learning.js';
import type { AnswerOf, CallName } from './messages.js';
import { language, open, read, readLines } from './reading.js';

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

/** What the worker does for each call, by the library. */
import { describe, update, write } from './answering-files.js';
import { cut, learn, measure } from './answering-learning.js';
import { language, open, read, readLines } from './answering-reading.js';
import type { CallName, Calls } from './messages.js';

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
  write,
  update,
  learn,
  measure,
};

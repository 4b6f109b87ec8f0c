/** The thread that tries regular expressions on lines: some take for ever on a line of thirty letters, and a thread can be ended. */
import { editing, linesOf } from 'ductus/web';
import type { PatternAnswer, PatternQuestion } from './pattern-messages.js';

self.onmessage = ({ data }: MessageEvent<PatternQuestion>) => send(answerTo(data));

const send = (answer: PatternAnswer) => self.postMessage(answer);

function answerTo({ pages, pattern, options, replacement }: PatternQuestion): PatternAnswer {
  try {
    if (replacement === undefined) return { kind: 'places', places: editing.findInPages(pages, pattern, options) };
    const texts = editing.replaceInPages(pages, pattern, replacement, options).map((page, index) => {
      const before = pages[index];
      return page === before ? [] : linesOf(page).map(({ id, text }) => ({ id, text }));
    });
    return { kind: 'texts', texts };
  } catch (error) {
    return { kind: 'problem', problem: error instanceof Error ? error.message : String(error) };
  }
}

send({ kind: 'ready' });

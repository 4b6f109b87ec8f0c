/**
 * n-gram models as ARPA text, which SRILM, KenLM, pyctcdecode and PyLaia read and write. A token that is a space is
 * written `<space>`, one that is a tab `<tab>`, since these part the tokens of an entry; other white space does not.
 */
import { DuctusError } from '../error.js';
import { childOf, emptyNGram, type NGram, NGramModel } from './n-gram.js';
import type { TokenModel } from './token-model.js';

export class ArpaError extends DuctusError {
  override readonly name = 'ArpaError';

  constructor(line: number, rule: string, got: string) {
    super(`ARPA line ${line}: ${rule}, got ${JSON.stringify(got.slice(0, 80))}`, {
      code: 'language/arpa',
      details: { line, value: got },
    });
  }
}

const spaceToken = '<space>';
const tabToken = '<tab>';

/** @throws ArpaError naming the line */
export function parseArpa(text: string): NGramModel {
  const lines = text.split('\n');
  const root = emptyNGram();
  const declared: number[] = [];
  const entries = new Map<number, number>();
  let section = -1;
  for (const [n, untrimmed] of lines.entries()) {
    const line = untrimmed.replace(/^[ \t]+|[ \t\r]+$/g, '');
    if (line === '') continue;
    if (line === '\\data\\' && section < 0) {
      section = 0;
    } else if (line === '\\end\\') {
      checkCounts(declared, entries, n + 1);
      return new NGramModel(declared.length, root);
    } else if (section < 0) {
      // Anything may stand before \data\.
    } else if (line.startsWith('\\')) {
      section = sectionOf(line, section, declared.length, n + 1);
    } else if (section === 0) {
      declared.push(countOf(line, declared.length, n + 1));
    } else {
      readEntry(line, section, root, n + 1);
      entries.set(section, (entries.get(section) ?? 0) + 1);
    }
  }
  throw new ArpaError(lines.length, section < 0 ? 'the file must hold \\data\\' : 'the file must end with \\end\\', '');
}

function countOf(line: string, before: number, at: number): number {
  const match = /^ngram\s+(\d+)\s*=\s*(\d+)$/.exec(line);
  if (!match || Number(match[1]) !== before + 1)
    throw new ArpaError(at, `a line must be "ngram ${before + 1}=COUNT"`, line);
  return Number(match[2]);
}

function sectionOf(line: string, before: number, orders: number, at: number): number {
  if (before + 1 > orders || line !== `\\${before + 1}-grams:`) {
    const expected = before + 1 > orders ? '\\end\\' : `\\${before + 1}-grams:`;
    throw new ArpaError(at, `the next part must be ${expected}`, line);
  }
  return before + 1;
}

/** @param entries how many were read of each order */
function checkCounts(declared: readonly number[], entries: ReadonlyMap<number, number>, at: number): void {
  const orders = declared.length;
  if (orders === 0) throw new ArpaError(at, 'there must be n-grams of order 1 at least', '');
  declared.forEach((count, i) => {
    const read = entries.get(i + 1) ?? 0;
    if (read !== count) throw new ArpaError(at, `there must be ${count} ${i + 1}-grams`, String(read));
  });
}

/** Tabs part the columns; some writers part them by blanks. The tokens are as many as the order says. */
function readEntry(line: string, order: number, root: NGram, at: number): void {
  const fields = new Fields(line);
  const logProb = Number(fields.next());
  let nGram = root;
  let tokens = 0;
  for (; tokens < order; tokens++) {
    const token = fields.next();
    if (token === '') break;
    nGram = childOf(nGram, token === spaceToken ? ' ' : token === tabToken ? '\t' : token);
  }
  const backoff = Number(fields.next());
  if (tokens < order || fields.next() !== '' || Number.isNaN(logProb) || Number.isNaN(backoff)) {
    throw new ArpaError(at, `an entry must be a logarithm, ${order} tokens and perhaps a back-off weight`, line);
  }
  nGram.logProb = logProb;
  nGram.backoff = backoff;
}

/** What blanks and tabs part in a line, one after the other; in the end empty texts. */
class Fields {
  private at = 0;

  constructor(private readonly line: string) {}

  next(): string {
    while (this.isBlank(this.at)) this.at++;
    const start = this.at;
    while (this.at < this.line.length && !this.isBlank(this.at)) this.at++;
    return this.line.slice(start, this.at);
  }

  private isBlank(at: number): boolean {
    const code = this.line.charCodeAt(at);
    return code === 0x20 || code === 0x09;
  }
}

export function formatArpa(model: TokenModel): string {
  const byOrder: string[][] = Array.from({ length: model.order }, () => []);
  for (const [tokens, nGram] of model.entries()) {
    const words = tokens.map((token) => (token === ' ' ? spaceToken : token === '\t' ? tabToken : token)).join(' ');
    const backoff = tokens.length < model.order ? `\t${number(nGram.backoff)}` : '';
    byOrder[tokens.length - 1]?.push(`${number(nGram.logProb)}\t${words}${backoff}`);
  }
  const counts = byOrder.map((entries, i) => `ngram ${i + 1}=${entries.length}`);
  const parts = byOrder.map((entries, i) => `\\${i + 1}-grams:\n${entries.join('\n')}\n`);
  return `\\data\\\n${counts.join('\n')}\n\n${parts.join('\n')}\n\\end\\\n`;
}

/** Seven digits, as KenLM and SRILM have; −99 stands for a probability of 0, as with `<s>`. */
function number(value: number): string {
  return value === Number.NEGATIVE_INFINITY ? '-99' : String(Number(value.toPrecision(7)));
}

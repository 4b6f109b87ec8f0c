/** In which languages documents were found to be, for people and for programs. */
import type { DocumentLanguage } from '../recognition/index.js';
import { count } from './screen.js';

/** Smaller shares go without saying: it is never quite sure. */
const noted = 0.2;

export class LanguageTally {
  private readonly documents = new Map<string, Set<string>>();

  /** @param language of a line or page of the document; `undefined` where none was looked for */
  add(document: string, language: DocumentLanguage | undefined): void {
    if (!language) return;
    const [first, ...more] = language.languages;
    const names = [first, ...more.filter(({ share }) => share >= noted)].flatMap((part) => part?.name ?? []);
    const name = names.join('+') || 'none';
    this.documents.set(name, (this.documents.get(name) ?? new Set()).add(document));
  }

  /** How many documents are in each; those in several by all of them. `undefined` where none was looked for. */
  get counts(): Readonly<Record<string, number>> | undefined {
    if (this.documents.size === 0) return undefined;
    const sorted = [...this.documents].sort(([, a], [, b]) => b.size - a.size);
    return Object.fromEntries(sorted.map(([name, { size }]) => [name, size]));
  }

  /** `fr 12 documents, de 3` */
  get text(): string | undefined {
    const entries = Object.entries(this.counts ?? {});
    if (entries.length === 0) return undefined;
    return entries.map(([name, n], index) => `${name} ${index === 0 ? count(n, 'document') : n}`).join(', ');
  }
}

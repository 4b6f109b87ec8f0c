/** What the languages that come with ductus were made of, and how well they foresee other texts. */

export interface LanguageFacts {
  readonly name: string;
  readonly source: string;
  readonly nGrams: readonly number[];
  readonly bytes: number;
  /** By brotli. */
  readonly compressed: number;
  readonly prosePerplexity?: number | undefined;
  readonly linePerplexity?: number | undefined;
}

export function writeLanguageCard(languages: readonly LanguageFacts[]): string {
  const compressed = languages.reduce((sum, language) => sum + language.compressed, 0);
  const row = ({ name, source, nGrams, bytes, compressed, prosePerplexity, linePerplexity }: LanguageFacts) => {
    const total = nGrams.reduce((sum, count) => sum + count, 0).toLocaleString('en-US');
    const [prose, lines] = [prosePerplexity, linePerplexity].map((value) => value?.toFixed(2) ?? '');
    return `| \`${name}\` | ${source} | ${total} | ${kB(bytes)} | ${kB(compressed)} | ${prose} | ${lines} |`;
  };
  return `# The languages that come with ductus

Character models (n-grams up to ${languages[0]?.nGrams.length ?? 0}) in ductus's packed form, one a language. \`recognize\` finds out which
of them each document is in ([language models](../../../docs/language-models.md)). Made by \`npm run languages\`; together ${(compressed / 1e6).toFixed(1)} MB compressed.

| language | texts | n-grams | bytes | compressed | perplexity of other prose | of validation lines |
| -------- | ----- | ------- | ----- | ---------- | ------------------------- | ------------------- |
${languages.map(row).join('\n')}

Perplexities are for each character.

## Texts and licences

The prose is of letters, diaries, memoirs, records and novels from Project Gutenberg (public domain), the European Literary Text
Collection (ELTeC, COST Action CA16204; texts in the public domain, markup CC BY 4.0), the Latin Library (public domain) and
"Arthur Schnitzler: Briefwechsel mit Autorinnen und Autoren" (ed. Müller, Susen, Untner, ACDH Vienna, CC BY 4.0), with some lines made up after
registers, addresses and dates (CC0). The lines are the training texts of the sets that the [starter model](../README.md) learns from, under
their licences (CC BY 4.0 for most; see there). No text of validation lines is in it. Of a text nothing longer than ${languages[0]?.nGrams.length ?? 0} characters is in a model.

They know spelling of the 16th to the 20th century unevenly: prose is mostly of the 18th and 19th. Quotes in the prose are straight.
`;
}

function kB(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`;
}

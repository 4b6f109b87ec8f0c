/** The model card: what the starter model was made of, how, what it reads how well, and what it is bad at. */

import { withoutPlaces } from '../../../src/model/index.js';

interface Interval {
  readonly low: number;
  readonly high: number;
}

interface Measured {
  readonly characterErrorRate: number;
  readonly characterInterval: Interval;
  readonly wordErrorRate: number;
  readonly documents: number;
  readonly lines: readonly unknown[];
}

export interface SetFacts {
  readonly name: string;
  /** Whether its train split was trained on. */
  readonly used: boolean;
  readonly repeat: number;
  readonly meta: {
    readonly title: string;
    readonly licence: string;
    readonly licence_where: string;
    readonly attribution: string;
    readonly note?: string;
    readonly language: string;
    readonly script: string;
    readonly date: string;
    readonly counts: { readonly train: { readonly lines: number } };
  };
  readonly float32: Measured;
  readonly int8: Measured;
  /** In 8 bits with the language model, as `ductus recognize` reads where no model is named, or this one. */
  readonly language: Measured;
}

export interface CardFacts {
  readonly name: string;
  readonly command: string;
  /** What it ran. */
  readonly commands: readonly string[];
  readonly drawn: { readonly lines: number; readonly languages: readonly string[]; readonly families: number };
  readonly bytes: { readonly float32: number; readonly int8: number; readonly language: number };
  /** What `ductus inspect MODEL --json` says. */
  readonly description: string;
  readonly sets: readonly SetFacts[];
}

interface Trained {
  readonly trainedOn: readonly string[];
  readonly threads: number;
  readonly settings: Readonly<Record<string, unknown>> & { readonly minutes: number };
  /** Models made before they told this have the name only. */
  readonly startedFrom?: string | Told;
}

/** What a model says of where it comes from, and of what that comes from. */
type Provenance = Trained | { readonly meanOf: readonly Told[] };

type Told = Provenance & { readonly model: string; readonly metrics: Metrics };

interface Metrics {
  readonly epoch: number;
  readonly trainedSeconds: number;
  readonly validationCharacterErrorRate: number;
}

const percent = (rate: number) => `${(100 * rate).toFixed(1)}%`;

/** The parts of the training, last first, each once. */
function parts(model: Told, told = new Map<string, string>()): ReadonlyMap<string, string> {
  if (told.has(model.model)) return told;
  const { metrics } = model;
  if ('meanOf' in model) {
    const names = model.meanOf.map(({ model: name }) => `\`${name}\``).join(', ');
    told.set(model.model, `the mean of ${names}; ${rateOf(metrics)}`);
    for (const part of [...model.meanOf].reverse()) parts(part, told);
    return told;
  }
  const { trainedOn, threads, settings, startedFrom } = model;
  const minutes = `the best after ${(metrics.trainedSeconds / 60).toFixed(0)} minutes of ${settings.minutes}`;
  const text = `${minutes}, ${metrics.epoch.toFixed(1)} epochs of ${trainedOn.join(', ')}, ${threads} threads; ${rateOf(metrics)}
  Settings: \`${JSON.stringify(settings)}\``;
  const from = typeof startedFrom === 'string' ? startedFrom : startedFrom?.model;
  told.set(model.model, from === undefined ? text : `from \`${from}\`, ${text}`);
  if (typeof startedFrom === 'object') parts(startedFrom, told);
  return told;
}

const rateOf = ({ validationCharacterErrorRate: rate }: Metrics) =>
  `CER ${percent(rate)} on the validation lines of all its sets.`;

export function writeCard(facts: CardFacts): string {
  const { name, drawn, bytes, sets } = facts;
  const model = JSON.parse(facts.description) as {
    readonly spec: string;
    readonly weights: number;
    readonly alphabet: readonly string[];
    readonly calibration: { readonly character: number; readonly word: number };
    readonly provenance: Provenance;
    readonly metrics: Metrics;
  };
  const measured = sets.map(({ name: set, used, float32, int8, language }) => {
    const between = ({ characterInterval: { low, high } }: Measured) => `${percent(low)} to ${percent(high)}`;
    const lines = `${float32.lines.length} of ${float32.documents}`;
    return `| ${set}${used ? '' : ' (not trained on)'} | ${lines} | ${percent(float32.characterErrorRate)} | ${between(float32)} | ${percent(float32.wordErrorRate)} | ${percent(int8.characterErrorRate)} | ${percent(language.characterErrorRate)} | ${between(language)} | ${percent(language.wordErrorRate)} |`;
  });
  const sources = sets
    .filter(({ used }) => used)
    .map(({ name: set, repeat, meta }) => {
      const times = repeat === 1 ? '' : `, ${repeat} times an epoch`;
      const note = meta.note ? `\n  ${meta.note}` : '';
      return `- **${meta.title}** (${set}): ${meta.language}, ${meta.script}, ${meta.date}; ${meta.counts.train.lines} lines${times}. ${meta.licence} (said in: ${meta.licence_where}).\n  ${meta.attribution}${note}`;
    });
  return `# ${name}.onnx

A model that reads handwriting in the Latin alphabet from the 17th century to today, best in French, and French typewriting; Spanish and Italian hands
of the late Middle Ages too, less well. It is there to read with at once (\`ductus recognize line.png\`) and, rather, to go on from with lines of your own: \`ductus train lines/ --from
${name} --out mine.onnx\`.

| file                | size    |
| ------------------- | ------- |
| \`${name}.onnx\`      | ${(bytes.float32 / 1e6).toFixed(1)} MB |
| \`${name}.int8.onnx\` | ${(bytes.int8 / 1e6).toFixed(1)} MB |
| \`languages/*.lm\`   | ${(bytes.language / 1e6).toFixed(1)} MB |
| \`${name}.lm.json\`   | 1 kB    |

The second is the same in 8 bits: it only reads, about twice as fast. The third are models of the characters of eight languages
([their card](languages/README.md)), of which each document is read in its own. The fourth has their weights, which were tuned on
training lines that neither had seen, and is read with where it lies beside one of the first two; \`--language none\` reads without it.
\`ductus recognize\` reads with \`starter.int8\` where no model is named; \`--lm starter\` reads with the languages and any model.

## How well it reads

Lines that it was not trained on and that decided nothing; greedy decoding, and on the right in 8 bits with each document's language; 95%
intervals over whole documents. Other hands will be read worse.

| validation lines | lines, documents | CER | 95% interval | WER | in 8 bits | with languages | 95% interval | WER |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${measured.join('\n')}

## What it is bad at

- Languages other than French: of the real lines, ${sets.filter(({ used, meta }) => used && !meta.language.startsWith('French')).reduce((n, { meta }) => n + meta.counts.train.lines, 0)} are not French (German, Spanish, Italian, few English); what other
  languages have beside comes from drawn lines in fonts.
- Hands of before the seventeenth century, abbreviations and special signs of the Middle Ages, print.
- Signs that are rare in the texts: it has ${model.alphabet.length} characters, and some occurred only a few times.
- Pages: it reads lines. Lines that are cut badly, or with parts of their neighbours, are read badly.
- Names and numbers are read worse than words, since it has learnt which letters follow which.

Confidences are calibrated on training documents that were kept back for it (temperature ${model.calibration.character.toFixed(2)} of characters, ${model.calibration.word.toFixed(2)} of words) and will be too
high on handwriting unlike them.

## How it was made

\`${withoutFolders(facts.command)}\`

It ran:

\`\`\`
${facts.commands.map(withoutFolders).join('\n')}
\`\`\`

What it is, and what the models are that it comes from, by their own account:

${[...parts({ model: `${name}.onnx`, ...model.provenance, metrics: model.metrics })].map(([of, text]) => `- \`${of}\`: ${text}`).join('\n')}

Network: \`${model.spec}\`, ${model.weights.toLocaleString('en-US')} weights.

Drawn lines: ${drawn.lines.toLocaleString('en-US')}, in ${drawn.families} handwriting families, of words in ${drawn.languages.join(', ')} (docs/drawn-handwriting.md).

Real lines:

${sources.join('\n')}

The images and texts are not part of this package. The licence of the software (Apache-2.0) is not that of the data: who passes the
model on names the sources above.
`;
}

/** A command without the folders of the machine that it ran on. */
function withoutFolders(command: string): string {
  return command
    .split(' ')
    .map((word) => withoutPlaces(word))
    .join(' ');
}

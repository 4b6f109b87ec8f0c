/** npm run settings: writes docs/settings.md, all that training can be told, from the tables of src/runs and src/training. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { flagOf } from '../src/cli/errors.js';
import { trainGroups, trainOptions } from '../src/cli/train.js';
import { trainLayoutGroups, trainLayoutOptions } from '../src/cli/train-layout.js';
import { commandOptions } from '../src/cli/training-command.js';
import { layoutRules, type OptionRule, optionRules, sentenceOf } from '../src/runs/index.js';
import { changeableSettings, type NumberRange, type Told } from '../src/training/index.js';

export const settingsFile = 'docs/settings.md';

const head = `# Settings of training

What \`ductus train\` and \`train()\` of the library can be told, as \`ductus train --help\` has it. A flag is also a key of the
YAML file that \`--config\` names, without the two dashes; a program gives the same as an option: what may be repeated as a
list, \`repeat\` as paths with numbers (\`{ 'lines/new': 4 }\`), \`preprocessing\` as its steps (\`{ deskew: true, padding: 0.5 }\`),
\`augmentation\` as a strength or as amounts (\`{ slant: 0.2 }\`). More about both: docs/preprocessing.md, docs/augmentation.md.

\`\`\`
ductus train lines/ --out model.onnx --learning-rate 0.001
\`\`\`

\`\`\`ts
train({ data: ['lines'], out: 'model.onnx', learningRate: 0.001 });
\`\`\`
`;

const layoutHead = `# Settings of training page layout

What \`ductus train-layout\` and \`trainLayout()\` can be told. A program gives \`channels\` as a list of numbers.

\`\`\`
ductus train-layout pages/ --out layout.onnx --minutes 180
\`\`\`

\`\`\`ts
trainLayout({ data: ['pages'], out: 'layout.onnx', minutes: 180 });
\`\`\`
`;

/** @returns the text of docs/settings.md */
export function settingsPage(): string {
  return [
    head,
    ...groupsOf(trainGroups, trainOptions),
    togetherOf(optionRules),
    layoutHead,
    ...groupsOf(trainLayoutGroups, trainLayoutOptions),
    togetherOf(layoutRules),
    'This file is written by `npm run settings`.\n',
  ].join('\n');
}

function groupsOf<N extends string>(
  groups: Readonly<Record<string, readonly N[]>>,
  options: Readonly<Record<N, Told>>,
): readonly string[] {
  return Object.entries(groups).map(([heading, names]) =>
    groupOf(
      heading.replace(/:$/, ''),
      names.map((name) => rowOf(name, options[name])),
    ),
  );
}

function togetherOf(rules: readonly OptionRule[]): string {
  const sentences = rules.map((rule) => `- ${flagged(sentenceOf(rule))}.`);
  const changeable = changeableSettings.map((name) => `\`${flagOf(name)}\``).join(', ');
  return `## Together\n\n${sentences.join('\n')}\n- With \`--resume\` only ${changeable}: a run goes on exactly as it began.\n`;
}

function groupOf(heading: string, rows: readonly (readonly string[])[]): string {
  return [
    `## ${heading}\n`,
    '| flag | option | values | default | what it does |',
    '| ---- | ------ | ------ | ------- | ------------ |',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
    '',
  ].join('\n');
}

function rowOf(name: string, told: Told): readonly string[] {
  const isOption = !(name in commandOptions);
  return [
    `\`${flagOf(name)}\``,
    isOption ? `\`${name}\`` : '',
    valuesOf(told),
    flagged(told.usual ?? ''),
    flagged(told.what),
  ];
}

function valuesOf({ form, sign }: Told): string {
  if (form.kind === 'number') return rangeOf(form.range);
  if (form.kind === 'choice') return form.values.map((value) => `\`${value}\``).join(', ');
  return form.kind === 'switch' ? 'on or off' : sign.toUpperCase();
}

function rangeOf({ whole, positive, most, under }: NumberRange): string {
  const least = positive ? (whole ? 'of 1 or more' : 'above 0') : 'of 0 or more';
  const limits = [
    least,
    ...(most === undefined ? [] : [`at most ${most}`]),
    ...(under === undefined ? [] : [`under ${under}`]),
  ];
  return `${whole ? 'whole number' : 'number'} ${limits.join(', ')}`;
}

/** Options in backticks as flags. */
function flagged(text: string): string {
  return text.replaceAll(/`(\w+)`/g, (_, name: string) => `\`${flagOf(name)}\``);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(settingsFile, settingsPage());

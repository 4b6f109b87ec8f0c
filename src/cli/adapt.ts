/** ductus adapt */
import { type Command, InvalidArgumentError } from 'commander';
import { modelPath } from '../recognition/node.js';
import { changeProblem, optionProblem, runOptions } from '../runs/index.js';
import {
  type AdaptEvent,
  type AdaptOptions,
  type AdaptTold,
  adapt,
  adaptingSettings,
  adaptRules,
  adaptTrainingSettings,
  resumeAdapt,
} from '../runs/node.js';
import type { Told } from '../training/index.js';
import { AdaptScreen } from './adapt-screen.js';
import { augmentationValue } from './augmentation-flag.js';
import { UsageError } from './errors.js';
import { type LanguageFlags, languageModelFlags, languageOf } from './language-flags.js';
import { type FinderFlags, layoutFlag, methodFlag } from './layout-flags.js';
import { moreOptions } from './option-groups.js';
import { LateFinder } from './recognize-finder.js';
import { Screen } from './screen.js';
import { addSettings } from './setting-flags.js';
import {
  checkedOut,
  commandOptions,
  readConfig,
  refuseProblem,
  refusingTaken,
  stopsOnInterrupt,
  tellEvents,
} from './training-command.js';

const examples = `
Examples:
  ductus adapt starter scans/ --out adapted.onnx
  ductus adapt starter scans/ --out adapted.onnx --minutes 15 --no-lm
  ductus adapt mine.onnx scans/ --labelled corrected/ --replay lines/ --out adapted.onnx
  ductus adapt mine.onnx lines/ --check transcribed/ --out adapted.onnx      counts what it expects
  ductus adapt --resume runs/2026-11-23-120000-1`;

/** What only adapting is told of where things are. */
const places = {
  labelled: {
    form: { kind: 'list' },
    sign: 'data',
    what: 'lines with texts of the same hands, to be learnt too; may be repeated',
  },
  replay: {
    form: { kind: 'list' },
    sign: 'data',
    what: 'lines with texts that the model knows, so that it forgets nothing; may be repeated',
    usual: 'drawn lines',
  },
  check: {
    form: { kind: 'list' },
    sign: 'data',
    what: 'lines with texts that nothing is learnt from: what is expected is counted on them; may be repeated',
  },
  lines: { form: { kind: 'switch' }, sign: '', what: 'every image without a description is one line' },
  pages: { form: { kind: 'switch' }, sign: '', what: 'every image without a description is a page' },
} as const satisfies Readonly<Record<string, Told>>;

const { out, overwrite, run: runFolder } = runOptions;
const { resume, config, json } = commandOptions;

/** All flags that stand in a table. */
export const adaptOptions = {
  ...adaptingSettings,
  ...adaptTrainingSettings,
  ...places,
  out,
  overwrite,
  run: runFolder,
  resume,
  config,
  json,
};

type OptionName = keyof typeof adaptOptions;

/** Headings of the help, with what stands under each. */
export const adaptGroups: Readonly<Record<string, readonly OptionName[]>> = {
  'Common options:': ['out', 'overwrite', 'labelled', 'replay', 'check', 'minutes', 'steps', 'epochs', 'resume'],
  'What is kept:': ['keep', 'sure', 'mostErrors', 'views', 'viewStrength', 'lines', 'pages'],
  'Learning:': [
    ...(['patience', 'replayShare', 'languages', 'learningRate', 'warmupSteps', 'batchPixels'] as const),
    ...(['augmentation', 'averageDecay', 'seed'] as const),
  ],
  [moreOptions]: ['checkpointSeconds', 'run', 'config', 'json', 'threads'],
};

export function configureAdapt(command: Command): void {
  command
    .description(
      'Adapts a model to handwriting without texts: reads pages or lines, learns what is surely read together with lines that the model knows, and stops where less is expected to be wrong on lines that it does not learn.',
    )
    .argument(
      '[model-and-pages...]',
      'MODEL.onnx that ductus train wrote, or starter; and line images, pages (.xml, images, PDF, TIFF), folders, patterns, or addresses of IIIF manifests',
    );
  addSettings(command, { settings: adaptOptions, groups: adaptGroups, parsers: { augmentation: augmentationValue } });
  const added = new Set(command.options);
  command.option('--language <none>', 'none: read without a language', noLanguage);
  layoutFlag(methodFlag(languageModelFlags(command)));
  for (const option of command.options) if (!added.has(option)) option.helpGroup('Reading:');
  command
    .addHelpText('after', examples)
    .action(async (paths: readonly string[], _flags: unknown, parsed: Command) => run(paths, parsed));
}

/** A run keeps what it reads with by its files, and languages by their names are none. */
function noLanguage(value: string): 'none' {
  if (value === 'none') return value;
  throw new InvalidArgumentError(
    'It must be none. For languages give --lm: starter for those that come with ductus, or the FILE.json of ductus tune --language.',
  );
}

/** What a program can be told too. */
type Flags = Partial<Omit<AdaptOptions, 'model' | 'data' | 'language' | 'finder' | 'progress'>>;

interface CommandFlags extends Flags, LanguageFlags, FinderFlags {
  readonly resume?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly threads?: number;
}

async function run(paths: readonly string[], command: Command): Promise<void> {
  await readConfig(command, adaptOptions, adaptRules);
  const { resume: runToResume, config: _, json = false, layout, method, ...flags } = command.opts<CommandFlags>();
  const { threads } = flags;
  const finder = new LateFinder({
    ...(layout === undefined ? {} : { layout }),
    ...(method === undefined ? {} : { method }),
    ...(threads === undefined ? {} : { threads }),
  });
  const begin = await beginning(runToResume, paths, flags);
  const { signal, abandon, began } = stopsOnInterrupt();
  const screen = new Screen();
  const view = new AdaptScreen(screen);
  const progress = (stage: 'open' | 'read', done: number, all: number) => view.progress(stage, done, all);
  const validating = () => view.validating();
  const events = begin({ signal, abandon, validating, finder, progress });
  try {
    await refusingTaken(() =>
      tellEvents(events, { json, began, screen }, async (event: AdaptEvent) => view.show(event)),
    );
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
    // Nothing was learnt yet, and what was read is read anew.
    process.exitCode = 130;
  } finally {
    await finder.dispose();
  }
}

/** What is wrong with the flags is said now; the run begins with what is returned. */
async function beginning(
  runToResume: string | undefined,
  paths: readonly string[],
  flags: Omit<CommandFlags, 'resume' | 'config' | 'json' | 'layout' | 'method'>,
): Promise<(told: AdaptTold) => AsyncIterable<AdaptEvent>> {
  if (runToResume === undefined) {
    const options = await checked(paths, flags);
    return (told) => adapt({ ...options, ...told });
  }
  refuseProblem(changeProblem(paths.length > 0 ? { ...flags, data: paths } : { ...flags }));
  return (told) => resumeAdapt(runToResume, flags, told);
}

async function checked(paths: readonly string[], told: CommandFlags) {
  const { lm: _, lexicon: __, lmWeight: weight, lmBonus: bonus, beam, ...flags } = told;
  const [model = '', ...data] = paths;
  if (!model.endsWith('.onnx') && modelPath(model) === model) {
    throw new UsageError(
      'adapt takes MODEL.onnx first and pages or lines after it: ductus adapt starter scans/ --out adapted.onnx',
    );
  }
  if (data.length === 0) throw new UsageError(`adapt needs pages or lines after ${model}: images, folders or patterns`);
  const place = checkedOut(flags.out, 'adapt', 'adapted.onnx');
  refuseProblem(optionProblem({ ...flags }, adaptRules));
  const inUse = await languageOf(told, model);
  const language: AdaptOptions['language'] = inUse
    ? { lm: inUse.lm, lexicon: inUse.lexicon, weight, bonus, beam }
    : false;
  return { ...flags, model, data, out: place, language };
}

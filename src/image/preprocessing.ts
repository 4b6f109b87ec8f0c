/** The steps that may be done to a line image before the network sees it (preprocess.ts does them), and what each can be. */

export const binarizations = ['no', 'otsu', 'sauvola'] as const;

/** One step: done or not, done in one of some ways, or by an amount. Its usual value is not to do it. */
export type PreprocessingStep = {
  /** For people. */
  readonly what: string;
  /** Whether its name says as much, so that the help of a flag need not. */
  readonly isSaidByName?: true;
} & (
  | { readonly kind: 'switch'; readonly usual: false }
  | { readonly kind: 'choice'; readonly values: readonly string[]; readonly usual: string }
  | {
      readonly kind: 'amount';
      readonly least: number;
      readonly most: number;
      readonly unit: string;
      readonly usual: number;
    }
);

/** All steps, in the order in which they are done. Schemas, flags and their help come from here. */
export const preprocessingSteps = {
  background: { kind: 'switch', usual: false, what: 'even paper' },
  rules: { kind: 'switch', usual: false, what: 'take ruled lines away' },
  deskew: { kind: 'switch', usual: false, what: 'turn the line level', isSaidByName: true },
  deslant: { kind: 'switch', usual: false, what: 'make the writing upright', isSaidByName: true },
  binarize: { kind: 'choice', values: binarizations, usual: 'no', what: 'black and white' },
  padding: { kind: 'amount', least: 0, most: 4, unit: 'line heights', usual: 0, what: 'paper at the sides' },
} as const satisfies Readonly<Record<string, PreprocessingStep>>;

type ValueOf<S extends PreprocessingStep> = S extends { readonly kind: 'switch' }
  ? boolean
  : S extends { readonly kind: 'choice'; readonly values: readonly (infer V)[] }
    ? V
    : number;

/** What is done to lines. All but the contrast is off unless a model asks for it. */
export type Preprocessing = {
  readonly [S in keyof typeof preprocessingSteps]: ValueOf<(typeof preprocessingSteps)[S]>;
};

export const plainPreprocessing = Object.fromEntries(
  Object.entries(preprocessingSteps).map(([name, { usual }]) => [name, usual]),
) as Preprocessing;

/** The words by which people name a step: its name, one for each of its ways, or its name with an amount X. */
export function wordsOf(name: string, step: PreprocessingStep): readonly string[] {
  if (step.kind === 'switch') return [name];
  return step.kind === 'choice' ? step.values.filter((way) => way !== step.usual) : [`${name}=X`];
}

function helpOf(name: string, step: PreprocessingStep): string {
  const words = wordsOf(name, step).join(' or ');
  if (step.isSaidByName) return words;
  return `${words} (${step.what}${step.kind === 'amount' ? `, in ${step.unit}` : ''})`;
}

/** For people: all steps, and how they are named. */
export const preprocessingHelp = `steps done to line images, with commas: ${Object.entries(preprocessingSteps)
  .map(([name, step]) => helpOf(name, step))
  .join(', ')}; none`;

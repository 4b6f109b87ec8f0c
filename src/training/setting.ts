/**
 * What one thing is that a run can be told. From it come the schema of a program's options, the flag of the command line
 * with its help, and a row of docs/settings.md.
 */
import { z } from 'zod';

export interface NumberRange {
  readonly whole?: true;
  /** Above 0; else 0 is the least. */
  readonly positive?: true;
  readonly most?: number;
  /** Less than this. */
  readonly under?: number;
}

/** What its values look like. A list is told one by one; a switch is on when it is named. */
export type SettingForm =
  | { readonly kind: 'number'; readonly range: NumberRange }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'text' | 'list' | 'switch' };

/** How it is told, and what is said of it. */
export interface Told {
  readonly form: SettingForm;
  /** What stands for the value in help; a switch has none. */
  readonly sign: string;
  /** What it does. Options are named in backticks, as a program writes them. */
  readonly what: string;
  /** What it is when it is left out, in words, where there is something to say. */
  readonly usual?: string | undefined;
}

export interface Setting<S extends z.ZodType = z.ZodType> extends Told {
  /** Its values, with the one that it has when it is left out. */
  readonly schema: S;
}

/** Values, to make a setting of. */
interface Values<S extends z.ZodType> {
  readonly schema: S;
  readonly form: SettingForm;
}

interface Words {
  readonly sign?: string;
  readonly what: string;
  /** What is said of the usual value, where that isn't the value itself; `null` says nothing. */
  readonly usually?: string | null;
}

/** A setting that has a value when it is left out. */
export function setting<S extends z.ZodType>(
  values: Values<S>,
  words: Words & { readonly usual: z.output<S> },
): Setting<z.ZodDefault<S>>;
/** A setting that may be missing. */
export function setting<S extends z.ZodType>(values: Values<S>, words: Words): Setting<z.ZodOptional<S>>;
export function setting(
  { schema, form }: Values<z.ZodType>,
  { sign = '', what, usual, usually = inWords(usual) }: Words & { readonly usual?: unknown },
): Setting {
  return {
    form,
    sign,
    what,
    usual: usually ?? undefined,
    schema: usual === undefined ? schema.optional() : schema.default(usual),
  };
}

/** Numbers and names stand for themselves; what is off or has no parts needs no word. */
function inWords(usual: unknown): string | null {
  return typeof usual === 'number' || typeof usual === 'string' ? String(usual) : null;
}

export function numbers(range: NumberRange = {}): Values<z.ZodNumber> {
  const { whole, positive, most, under } = range;
  const all = whole ? z.number().int() : z.number();
  let schema = positive ? all.positive() : all.nonnegative();
  if (most !== undefined) schema = schema.max(most);
  if (under !== undefined) schema = schema.lt(under);
  return { schema, form: { kind: 'number', range } };
}

export function choices<const V extends string>(values: readonly V[]): Values<z.ZodType<V>> {
  return { schema: z.enum(values), form: { kind: 'choice', values } };
}

export const text: Values<z.ZodString> = { schema: z.string(), form: { kind: 'text' } };

export const list: Values<z.ZodArray<z.ZodString>> = { schema: z.array(z.string()), form: { kind: 'list' } };

export const onOff: Values<z.ZodBoolean> = { schema: z.boolean(), form: { kind: 'switch' } };

/** The schemas of settings, by name. */
export type Schemas<T extends Readonly<Record<string, Setting>>> = { readonly [K in keyof T]: T[K]['schema'] };

export function schemasOf<const T extends Readonly<Record<string, Setting>>>(settings: T): Schemas<T> {
  return Object.fromEntries(Object.entries(settings).map(([name, { schema }]) => [name, schema])) as Schemas<T>;
}

/** Settings with the values that they take. */
export type ValuesOf<T extends Readonly<Record<string, Setting>>> = z.output<z.ZodObject<Schemas<T>, z.core.$strict>>;

/** How production code is written: how long, with which casts, and what the graph's entry loads. */
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { indexedCasts, isIndexedCast } from './casts.js';
import { measureLengths, percentile } from './lengths.js';
import { nodesOf, parsed, productionFiles } from './source.js';

describe('lengths', () => {
  const { functions, files } = measureLengths();

  it('half of the functions have 8 lines at most, nine of ten 24, none over 97', () => {
    expect(functions.length).toBeGreaterThan(500);
    expect(percentile(functions, 0.5)).toBeLessThanOrEqual(8);
    expect(percentile(functions, 0.9)).toBeLessThanOrEqual(24);
    expect(functions.filter(({ lines }) => lines > 97)).toEqual([]);
  });

  it('no file has over 400 lines', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter(({ lines }) => lines > 400)).toEqual([]);
  });
});

/** Where an index is really always inside: kernels over typed arrays, each with its reason. At most a dozen. */
const indexedCastFiles: Readonly<Record<string, string>> = {
  'packages/ctc/src/align.ts': 'the best path: every state at every frame',
  'packages/ctc/src/beam-search.ts': 'scores of each class in each frame, and a heap of all that may enter the beam',
  'packages/ctc/src/forward-backward.ts': 'the loss and its gradient: every state and class at every frame',
  'packages/ctc/src/spans.ts': 'every state of the band at every frame, there and back',
  'src/image/degrade.ts': 'every pixel, and the 64 frequencies of each of its squares',
  'src/image/plain-loops.ts': 'every pixel: what stands in for the kernel',
  'src/image/preprocess.ts': 'every pixel, for each slope that is tried, and the sums of all above and before it',
  'src/layout/field.ts': 'every pixel of a page, many times over: the filters of the classical method',
  'src/model/sha256.web.ts': 'every word of every block (FIPS 180-4)',
  'src/recognition/aligning/prefix-likelihood.ts': 'every character of a text at every frame of a line',
  'src/text/alignment.ts': 'every cell of the matrix of two texts',
  'src/training/weight-loops.ts': 'every weight at every step: what stands in for the kernel',
};

describe('indexed casts', () => {
  const casting = indexedCasts().map(({ path }) => path);

  it('are found', () => {
    const node = (text: string) => ts.createSourceFile('a.ts', text, ts.ScriptTarget.ES2022, true);
    const hasOne = (text: string) => [...nodesOf(node(text))].some(isIndexedCast);
    expect(
      ['a[i] as number', '(a[i] as B).c', '(a?.[i]) as T', 'a[i]!', 'x as T', 'a[i]', 'a[0] as const'].map(hasOne),
    ).toEqual([...[true, true, true, true, false, false, false]]);
  });

  it('stand only in the few kernels that are listed', () => {
    expect(Object.keys(indexedCastFiles).length).toBeLessThanOrEqual(12);
    expect(casting).toEqual(Object.keys(indexedCastFiles).sort());
  });

  it('stand in each of the kernels that are listed', () => {
    expect(casting).toEqual(expect.arrayContaining(Object.keys(indexedCastFiles)));
  });
});

describe('names', () => {
  const empty = new Set(['own', 'one', 'other', 'given', 'found']);
  const isEmpty = (node: ts.Node) =>
    (ts.isVariableDeclaration(node) || ts.isBindingElement(node) || ts.isParameter(node)) &&
    ts.isIdentifier(node.name) &&
    empty.has(node.name.text) &&
    // The number.
    node.initializer?.getText() !== 'constant(1)';

  it('without a meaning are found', () => {
    const node = (text: string) => ts.createSourceFile('a.ts', text, ts.ScriptTarget.ES2022, true);
    const hasOne = (text: string) => [...nodesOf(node(text))].some(isEmpty);
    expect(
      ['const own = 1', 'const { a: found } = b', '(one) => 1', 'const { found: a } = b', 'a.other', 'ones'].map(
        hasOne,
      ),
    ).toEqual([true, true, true, false, false, false]);
  });

  it('say what a thing is', () => {
    expect(productionFiles().filter((path) => [...nodesOf(parsed(path))].some(isEmpty))).toEqual([]);
  });
});

/** A file and all that it imports from this repository, itself or through others; types don't count. */
function loadedBy(path: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(path)) return found;
  found.add(path);
  for (const target of importsOf(path))
    loadedBy(posix.normalize(join(dirname(path), target).replaceAll('\\', '/')), found);
  return found;
}

function importsOf(path: string): readonly string[] {
  return [...nodesOf(parsed(path))].flatMap((node) => {
    const target = loadedModule(node);
    return target?.startsWith('.') ? [target.replace(/\.js$/, '.ts')] : [];
  });
}

/** The module that an import or export loads; undefined of one that has types only. */
function loadedModule(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return textOf(node.arguments[0]);
  if (ts.isImportDeclaration(node)) return onlyTypes(node.importClause) ? undefined : textOf(node.moduleSpecifier);
  if (ts.isExportDeclaration(node)) return node.isTypeOnly ? undefined : textOf(node.moduleSpecifier);
  return undefined;
}

const textOf = (node: ts.Node | undefined) => (node && ts.isStringLiteral(node) ? node.text : undefined);

function onlyTypes(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const names = clause.namedBindings;
  if (clause.name || !names || !ts.isNamedImports(names)) return false;
  return names.elements.length > 0 && names.elements.every(({ isTypeOnly }) => isTypeOnly);
}

describe('ductus/graph', () => {
  const loaded = [...loadedBy('src/graph-entry.ts')];

  it('loads the graph and the network', () => {
    expect(loaded).toContain('src/graph/onnx.ts');
    expect(loaded).toContain('src/network/network.ts');
  });

  it('loads nothing of data sets, reading and measuring', () => {
    expect(loaded.filter((path) => /^src\/(dataset|recognition|evaluation)\//.test(path))).toEqual([]);
  });
});

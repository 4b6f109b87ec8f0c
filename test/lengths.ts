/** How long functions and files of production code are, by the compiler's own parser; `npm run lengths` prints it. */
import ts from 'typescript';
import { nodesOf, parsed, productionFiles } from './source.js';

export interface FunctionLength {
  readonly name: string;
  readonly path: string;
  /** Of its head, 1 is the file's first. */
  readonly line: number;
  readonly lines: number;
}

export interface Lengths {
  /** Shortest first. */
  readonly functions: readonly FunctionLength[];
  /** Shortest first. */
  readonly files: readonly { readonly path: string; readonly lines: number }[];
}

/** Functions, methods, constructors and accessors that have a body; an arrow function only where it has a name. */
export function measureLengths(): Lengths {
  const sources = productionFiles().map(parsed);
  const functions = sources.flatMap((source) => [...nodesOf(source)].flatMap((node) => lengthOf(node, source)));
  const files = sources.map((source) => ({ path: source.fileName, lines: source.text.trimEnd().split('\n').length }));
  return { functions: functions.sort(byLines), files: files.sort(byLines) };
}

const byLines = (a: { readonly lines: number }, b: { readonly lines: number }) => a.lines - b.lines;

function lengthOf(node: ts.Node, source: ts.SourceFile): readonly FunctionLength[] {
  const name = nameOf(node);
  if (name === undefined) return [];
  const first = source.getLineAndCharacterOfPosition(node.getStart()).line;
  const last = source.getLineAndCharacterOfPosition(node.getEnd()).line;
  return [{ name, path: source.fileName, line: first + 1, lines: last - first + 1 }];
}

function nameOf(node: ts.Node): string | undefined {
  if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) return undefined;
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  const named = ts.isArrowFunction(node) || ts.isFunctionExpression(node) ? node.parent : node;
  return ts.isVariableDeclaration(named) || named === node ? (named as ts.NamedDeclaration).name?.getText() : undefined;
}

/** The smallest length that so large a share of the sorted ones does not exceed. */
export function percentile(sorted: readonly { readonly lines: number }[], share: number): number {
  const found = sorted[Math.ceil(sorted.length * share) - 1];
  if (!found) throw new Error('percentile: there must be a length, got none');
  return found.lines;
}

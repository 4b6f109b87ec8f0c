/** Casts of indexed values in production code, which nothing checks; `npm run lengths` prints which files have them. */
import ts from 'typescript';
import { nodesOf, parsed, productionFiles } from './source.js';

/** The files that have some, and how many. */
export function indexedCasts(): readonly { readonly path: string; readonly count: number }[] {
  return productionFiles()
    .map((path) => ({ path, count: [...nodesOf(parsed(path))].filter(isIndexedCast).length }))
    .filter(({ count }) => count > 0);
}

/** `x[i] as T` and `x[i]!` */
export function isIndexedCast(node: ts.Node): boolean {
  if (!ts.isAsExpression(node) && !ts.isNonNullExpression(node)) return false;
  if (ts.isAsExpression(node) && ts.isConstTypeReference(node.type)) return false;
  let inner: ts.Node = node.expression;
  while (ts.isParenthesizedExpression(inner)) inner = inner.expression;
  return ts.isElementAccessExpression(inner);
}

/** Production code as the compiler sees it: for tests and figures about how it is written. */
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

/** Files of src, of the app and of @ductus/ctc, without tests, declarations and what is generated. */
export function productionFiles(): readonly string[] {
  return ['src', 'app', 'packages/ctc/src']
    .flatMap((root) => readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => `${root}/${path}`))
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.tsx?$/.test(path) && !/\.(test|d|wasm)\.tsx?$/.test(path))
    .sort();
}

export function parsed(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true);
}

/** Every node of a tree, parents first. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of childrenOf(node)) yield* nodesOf(child);
}

function childrenOf(node: ts.Node): readonly ts.Node[] {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  return children;
}

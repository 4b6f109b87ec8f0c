/**
 * node --import file:///…/test/without.mjs?PACKAGE,PACKAGE PROGRAM: the packages can't be loaded, as onnxruntime-node where it
 * has no build for the system.
 */
import { register } from 'node:module';

const names = new URL(import.meta.url).search.slice(1).split(',');
const hook = `
const names = ${JSON.stringify(names)};
export async function resolve(specifier, context, next) {
  const name = names.find((name) => specifier === name || specifier.startsWith(name + '/'));
  if (name !== undefined) throw new Error("Cannot find module '" + name + "'\\nRequire stack");
  return next(specifier, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);

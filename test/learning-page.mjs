/** What measure-learning.ts does in a page: it asks the app's worker as app/state/learning.ts does. */
const worker = new Worker('./worker.js', { type: 'module' });
const asked = new Map();

worker.onmessage = ({ data }) => {
  const question = asked.get(data.id);
  if ('told' in data) return question.told(data.told);
  asked.delete(data.id);
  if ('error' in data) question.reject(new Error(data.error.message));
  else question.resolve(data.out);
};

worker.onerror = ({ message }) => {
  for (const { reject } of asked.values()) reject(new Error(message || 'the worker ended'));
};

let last = 0;

function ask(name, input, told = () => undefined) {
  const id = ++last;
  worker.postMessage({ id, name, in: input });
  return new Promise((resolve, reject) => asked.set(id, { told, resolve, reject }));
}

async function timed(work) {
  const began = performance.now();
  const result = await work;
  return [result, (performance.now() - began) / 1000];
}

const cut = (lines) => lines.map(({ bytes, ...line }) => ({ ...line, png: Uint8Array.from(bytes) }));

globalThis.learnAndMeasure = async ({ lines, heldOut, measured, minutes, settings }) => {
  const [reads, from] = ['starter.int8.onnx', 'starter.onnx'].map((file) => new URL(file, location.href).href);
  const measure = (model) => timed(ask('measure', { model, lines: cut(measured) }));
  const [before, beforeSeconds] = await measure(reads);
  const events = [];
  const request = { run: 'measured', lines: cut(lines), heldOut: cut(heldOut), from, minutes, settings };
  const [, learn] = await timed(ask('learn', request, (event) => events.push(event)));
  const model = await ask('learntModel', 'measured');
  const [after, afterSeconds] = await measure(model?.reads ?? reads);
  const seconds = { before: beforeSeconds, learn, after: afterSeconds };
  return { before: before.characterErrorRate, after: after.characterErrorRate, events, seconds };
};

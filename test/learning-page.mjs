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

globalThis.learnAndMeasure = async () => {
  const { lines, heldOut, measured, minutes, settings } = await (await fetch('request.json')).json();
  const [reads, from] = ['starter.int8.onnx', 'starter.onnx'].map((file) => new URL(file, location.href).href);
  const measure = (model) => timed(ask('measure', { model, lines: cut(measured) }));
  const [before, beforeSeconds] = await measure(reads);
  console.log(`measured in ${beforeSeconds.toFixed(0)} s`);
  const events = [];
  const hear = (event) => {
    events.push(event);
    if (event.kind === 'validation') console.log(`step ${event.step}: CER ${event.validationErrorRate.toFixed(4)}`);
    if (event.kind === 'end') console.log(`ended after step ${event.step} because ${event.because}`);
    if ('skipped' in event && event.skipped.length > 0) console.log(`left out: ${JSON.stringify(event.skipped)}`);
  };
  const request = { run: 'measured', lines: cut(lines), heldOut: cut(heldOut), from, minutes, settings };
  const [, learn] = await timed(ask('learn', request, hear));
  const model = await ask('learntModel', 'measured');
  const [after, afterSeconds] = await measure(model?.learnt ? model.reads : reads);
  const seconds = { before: beforeSeconds, learn, after: afterSeconds };
  return { before: before.characterErrorRate, after: after.characterErrorRate, events, seconds };
};

/** What web-library.test.ts does in a page, with the built ductus/web. */
import {
  deleteRun,
  evaluateLines,
  eventsOfRun,
  inspectModel,
  linesOf,
  linesToLearn,
  listRuns,
  modelOfRun,
  PageReader,
  Recognizer,
  resume,
  train,
  useRuntime,
} from '../dist/web/index.js';

const blob = (bytes) => new Blob([Uint8Array.from(bytes)]);

async function readLine(model, image) {
  const recognizer = await Recognizer.load(model);
  const bitmap = await createImageBitmap(blob(image));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  canvas.drawImage(bitmap, 0, 0);
  const pixels = canvas.getImageData(0, 0, bitmap.width, bitmap.height);
  const { text: ofBlob } = await recognizer.recognize(blob(image));
  const { text: ofBitmap } = await recognizer.recognize(bitmap);
  const { text: ofPixels } = await recognizer.recognize(pixels);
  await recognizer.dispose();
  return [ofBlob, ofBitmap, ofPixels];
}

async function readPage(options, image) {
  const reader = await PageReader.load(options);
  const page = await reader.read(new File([blob(image)], 'page.png'));
  await reader.dispose();
  return { image: page.image, lines: linesOf(page).map(({ text }) => text) };
}

const textsOf = (page) => linesOf(page).map(({ text }) => text);

/** As an app reads: the lines at once, their texts as they come, and once more when the language is there. */
async function readTwice(options, language, image) {
  const reader = await PageReader.load({ ...options, language: false });
  const file = new File([blob(image)], 'page.png');
  const told = { located: [], read: 0 };
  const page = await reader.read(file, {
    located: (found) => told.located.push(found),
    lineRead: () => told.read++,
  });
  const known = await reader.readLines(file, told.located[0]);
  const later = await reader.withLanguage(language);
  await reader.dispose();
  const guided = await later.readLines(file, page);
  await later.dispose();
  return { ...told, page, known: textsOf(known), guided: textsOf(guided) };
}

/** @returns how many characters are wrong where all texts are what was read, and with one text that is longer by an x */
async function measure(model, image, page) {
  const recognizer = await Recognizer.load(model);
  const lines = await linesToLearn(blob(image), page);
  const same = await evaluateLines(recognizer, lines);
  const corrected = await evaluateLines(recognizer, [{ ...lines[0], text: `${lines[0].text}x` }]);
  await recognizer.dispose();
  return [same.characterErrorRate, corrected.characterErrorRate, same.lines.length];
}

/** @param more bytes after each image, which no decoder looks at */
const lines = (sent, more) =>
  sent.map(({ image, ...line }) => ({ ...line, image: new Blob([blob(image), new Uint8Array(more)]) }));

/** Steps that the page has heard of. */
let steps = 0;

async function follow(events) {
  for await (const event of events) if (event.kind === 'step') steps = event.step;
}

/** @returns its error's name, code and message, if it has one */
async function failure(work) {
  return work.then(
    () => 'none',
    ({ name, code, message }) => `${name} ${code} ${message}`,
  );
}

async function lossesOf(run) {
  return (await eventsOfRun(run)).flatMap((event) => (event.kind === 'step' ? [event.loss] : []));
}

Object.assign(globalThis, {
  deleteRun,
  readLine,
  readPage,
  inspectModel,
  useRuntime,
  readTwice,
  measure,
  learn: async (image, page, options) => {
    const lines = await linesToLearn(blob(image), page);
    return failure(follow(train({ ...options, lines, validation: lines })));
  },
  listRuns,
  lossesOf,
  steps: () => steps,
  begin: (sent, options, more = 0) => failure(follow(train({ ...options, lines: lines(sent, more) }))),
  goOn: (run) => failure(follow(resume(run))),
  modelOf: async (run) => [...(await modelOfRun(run))],
});

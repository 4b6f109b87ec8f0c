/** Reads the image of a page in the browser. Served from the folder of ductus; docs/web.md says how. */
import { linesOf, PageReader } from '../../dist/web/index.js';

const models = new URL('../../packages/models/', import.meta.url);
const loading = PageReader.load({ model: `${models}starter.int8.onnx`, layout: `${models}layout.onnx` });
const output = document.querySelector('pre');

async function read(image) {
  output.textContent = 'Reading …';
  const page = await (await loading).read(image);
  output.textContent = linesOf(page)
    .map(({ text }) => text)
    .join('\n');
}

document.querySelector('input').addEventListener('change', ({ target }) => {
  read(target.files[0]).catch((error) => (output.textContent = error.message));
});

/** Reads the image of a page in the browser: choose or drop one. Served from the folder of ductus; docs/web.md says how. */
import { linesOf, PageReader } from '../../dist/web/index.js';

const models = new URL('../../packages/models/', import.meta.url);
const loading = PageReader.load({ model: `${models}starter.int8.onnx`, layout: `${models}layout.onnx` });
const output = document.querySelector('pre');

async function read(image) {
  output.textContent = 'Reading …';
  const reader = await loading;
  const page = await reader.read(image, { warned: ({ code }) => console.warn(code) });
  output.textContent = linesOf(page)
    .map(({ text }) => text)
    .join('\n');
}

const show = (image) => read(image).catch((error) => (output.textContent = error.message));
document.querySelector('input').addEventListener('change', ({ target }) => show(target.files[0]));
addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', (event) => {
  event.preventDefault();
  show(event.dataTransfer.files[0]);
});

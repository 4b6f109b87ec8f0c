/** From the image of a page to its lines, words and reading order. Here the page is drawn; give yours as an argument. */
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { linesOf, PageReader } from 'ductus';

const written = [
  'My dear brother,',
  'your letter of Sunday came',
  'this morning with the boat.',
  'We are all well here.',
];

/** Four lines on paper, as a camera would give them: the bytes of a PNG. */
function drawPage(): Uint8Array {
  GlobalFonts.registerFromPath('node_modules/@fontsource/caveat/files/caveat-latin-400-normal.woff2', 'Caveat');
  const canvas = createCanvas(1000, 700);
  const context = canvas.getContext('2d');
  context.fillStyle = '#efe8d8';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#2b2b3a';
  context.font = '64px Caveat';
  for (const [row, text] of written.entries()) context.fillText(text, 120, 170 + 110 * row);
  return canvas.toBuffer('image/png');
}

// The model that comes with ductus, and its way to find lines.
await using reader = await PageReader.load({ model: 'starter.int8' });
const page = await reader.read(process.argv[2] ?? drawPage(), {
  warned: ({ code }) => console.log(`warning: ${code}`),
});

console.log(`${page.width} × ${page.height} px, ${linesOf(page).length} lines`);
for (const { id, text, words = [] } of linesOf(page)) {
  console.log(`${id}  ${text}  (${words.length} words)`);
}

/* Prints:
1000 × 700 px, 4 lines
l1  My dear brother,  (3 words)
l2  your letter of Sunday came  (5 words)
l3  this morning with the boat.  (5 words)
l4  We are all well here.  (5 words)
*/

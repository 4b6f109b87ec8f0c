/** The lines that the last validation shows: their images, what stands there, what was read. */
import { useState } from 'preact/hooks';
import type { LineNews } from '../../src/server/index.js';
import { LineReadings } from '../learning/line-readings.js';
import { words } from '../words/index.js';
import { run } from './connection.js';
import '../learning/compared-lines.css';

export function Examples() {
  const { training } = words.value;
  const { validation } = run.value;
  if (!validation || validation.lines.length === 0) return null;
  return (
    <section class="compared" aria-labelledby="examples-title">
      <h2 id="examples-title">{training.examples}</h2>
      <ol class="compared-lines">
        {validation.lines.map(({ image, name, text, read }) => (
          <li key={name} class="compared-line">
            {/* Another validation may have the image that the one before had not. */}
            <Strip key={validation.step} image={image} text={text} />
            <LineReadings text={text} readings={[[training.read, read]]} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Of a run that went on in another process there is no image until it has validated here. */
function Strip({ image, text }: Pick<LineNews, 'image' | 'text'>) {
  const [isMissing, setMissing] = useState(false);
  return isMissing ? null : <img src={image} alt={text} decoding="async" onError={() => setMissing(true)} />;
}

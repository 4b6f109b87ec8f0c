/** The lines held out: their images, what stands there, and what was read before and after. */
import { useEffect, useState } from 'preact/hooks';
import { words } from '../words/index.js';
import type { CutLine } from '../work/messages.js';
import { LineReadings } from './line-readings.js';
import type { ComparedLine } from './outcome.js';
import './compared-lines.css';

interface ComparedLinesProps {
  readonly lines: readonly ComparedLine[];
  /** Their images, by name. */
  readonly heldOut: readonly CutLine[];
}

export function ComparedLines({ lines, heldOut }: ComparedLinesProps) {
  const { learn } = words.value;
  const images = new Map(heldOut.map(({ name, png }) => [name, png]));
  return (
    <section class="compared" aria-labelledby="compared-title">
      <h2 id="compared-title">{learn.sideBySide}</h2>
      <ol class="compared-lines">
        {lines.map(({ name, text, before, after }) => (
          <li key={name} class="compared-line">
            <Strip png={images.get(name)} text={text} />
            <LineReadings
              text={text}
              readings={[
                [learn.before, before],
                [learn.after, after],
              ]}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Strip({ png, text }: { readonly png: CutLine['png'] | undefined; readonly text: string }) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!png) return;
    const made = URL.createObjectURL(new Blob([png], { type: 'image/png' }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [png]);
  return address === undefined ? null : <img src={address} alt={text} loading="lazy" decoding="async" />;
}

/** What stands in a line, and under it what was read, with what is wrong marked. */
import { words } from '../words/index.js';
import { differences, errorsOf } from './differences.js';
import './line-readings.css';

interface LineReadingsProps {
  /** What stands there. */
  readonly text: string;
  /** What was read, by who read it. */
  readonly readings: readonly (readonly [label: string, read: string])[];
}

export function LineReadings({ text, readings }: LineReadingsProps) {
  return (
    <dl class="readings">
      <dt>{words.value.learn.truth}</dt>
      <dd dir="auto">{text}</dd>
      {readings.map(([label, read]) => (
        <Reading key={label} label={label} text={text} read={read} />
      ))}
    </dl>
  );
}

interface ReadingProps {
  readonly label: string;
  readonly text: string;
  readonly read: string;
}

function Reading({ label, text, read }: ReadingProps) {
  const { learn } = words.value;
  const pieces = differences(text, read);
  return (
    <>
      <dt>
        {label} <span class="soft small">{learn.errors(errorsOf(text, read))}</span>
      </dt>
      <dd dir="auto">
        {pieces.map(({ text: piece, kind }, at) => {
          if (kind === 'same') return <span key={at}>{piece}</span>;
          if (kind === 'wrong') return <mark key={at}>{piece}</mark>;
          return (
            <span key={at} class="readings-missing" title={learn.leftOut(piece)}>
              <span aria-hidden="true">‸</span>
              <span class="unseen">{learn.leftOut(piece)}</span>
            </span>
          );
        })}
      </dd>
    </>
  );
}

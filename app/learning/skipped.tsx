/** What a run leaves out. */
import { words } from '../words/index.js';

/** Lines that can't be learnt from, with the reasons. */
export function Skipped({ lines }: { readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <details class="learn-skipped small">
      <summary>{words.value.learn.skipped(lines.length)}</summary>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}

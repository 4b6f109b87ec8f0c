/** The sign of ductus. */
import './mark.css';

/** A stroke of the pen, as a scribe begins a letter. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M9 5c0 9-1 14-1 17 0 4 6 5 9 1 3-4 4-9 4-18-1 9-2 14-1 18 .6 3 3 4 6 1" />
    </svg>
  );
}

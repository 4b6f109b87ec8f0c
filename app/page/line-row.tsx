/** A line in the list: its strip of the image where it or a neighbour is worked on, and its text. */
import type { PageLine } from 'ductus/web';
import { activeLine, openImage, openPage } from '../state/open-page.js';
import { Strip } from '../viewer/strip.js';
import { numeral, words } from '../words/index.js';
import { activate } from './actions.js';
import { CheckBox, Field } from './field.js';
import { LineText } from './line-text.js';
import { LineTools } from './line-tools.js';
import { characterAtPointer, pointed, pointedOutline } from './pointed.js';

interface LineRowProps {
  readonly line: PageLine;
  /** From 1. */
  readonly at: number;
  readonly checked: boolean;
  /** What stood there before the language model changed it. */
  readonly relaid: string | undefined;
  /** `near`: next to the active line. */
  readonly place: 'active' | 'near' | 'far';
}

export function LineRow({ line, at, checked, relaid, place }: LineRowProps) {
  const { page } = words.value;
  const isActive = place === 'active';
  const image = openImage.value;
  const point = (event: MouseEvent) => {
    const index = characterAtPointer(event, line.text);
    if (index !== undefined) pointed.value = { line: line.id, index };
  };
  return (
    <li
      class={`line-row ${place} ${checked ? 'checked' : ''}`}
      tabIndex={-1}
      aria-current={isActive ? 'true' : undefined}
      data-line={line.id}
      // A click focuses it.
      onFocus={() => {
        if (activeLine.value !== line.id) activate(line.id, true);
      }}
    >
      <span class="line-number" aria-hidden="true">
        {numeral(at)}
      </span>
      <div class="line-body">
        {place !== 'far' && image && (
          <Strip
            image={image}
            line={line}
            height={isActive ? 110 : 70}
            highlight={isActive ? pointedOutline.value : undefined}
          />
        )}
        {isActive ? (
          <Field line={line} />
        ) : (
          <p class="line-text" dir="auto" onPointerMove={point} onPointerLeave={() => (pointed.value = undefined)}>
            {line.text === '' ? <em class="soft">{page.noText}</em> : <LineText line={line} checked={checked} />}
          </p>
        )}
        {relaid !== undefined && !checked && isActive && <p class="line-relaid small">{page.relaid(relaid)}</p>}
        {isActive && (
          <div class="line-foot">
            <CheckBox line={line} />
            <LineTools />
          </div>
        )}
      </div>
      {relaid !== undefined && !checked && <i class="line-mark relaid" title={page.relaid(relaid)} />}
      {checked && <i class="line-mark done" title={page.checked} />}
    </li>
  );
}

/** Of the open page. */
export function relaidOf(id: string): string | undefined {
  return openPage.value?.relaid[id];
}

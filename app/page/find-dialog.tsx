/** Find and replace, on this page or in the whole document. */
import { type editing, linesOf } from 'ductus/web';
import { useState } from 'preact/hooks';
import { Button } from '../parts/button.js';
import { Dialog } from '../parts/dialog.js';
import { tell } from '../state/notices.js';
import { activeLine, openDocument, openPage, replaceOnPages } from '../state/open-page.js';
import { go } from '../state/route.js';
import { words } from '../words/index.js';
import { wishedCaret } from './caret.js';
import { problemOf, type Searched, useFinder, useSearched } from './find-places.js';
import { dialog } from './panels.js';

type Choice = 'caseSensitive' | 'wholeWords' | 'regularExpression';

export function FindDialog() {
  const { find } = words.value;
  const [pattern, setPattern] = useState('');
  const [replacement, setReplacement] = useState('');
  const [options, setOptions] = useState<Options>({});
  const [everywhere, setEverywhere] = useState(false);
  const [at, setAt] = useState(-1);
  const pages = useSearched(everywhere);
  const { result, replaced } = useFinder({ pages, pattern, options });
  const { places, problem, busy } = result;
  const show = (index: number) => {
    const place = places[index];
    const id = place && pages[place.page]?.id;
    if (!place || id === undefined) return;
    setAt(index);
    if (id !== openPage.value?.id && openDocument.value) {
      go({ screen: 'page', document: openDocument.value.id, page: id });
    }
    activeLine.value = place.lineId;
    wishedCaret.value = { line: place.lineId, index: place.start, whole: true };
  };
  const replaceAll = async () => {
    await replaceOnPages(await replaced(replacement));
    tell('good', find.replaced(places.length));
    dialog.value = undefined;
  };
  return (
    <Dialog title={find.title} onClose={() => (dialog.value = undefined)}>
      <form
        class="find"
        onSubmit={(event) => {
          event.preventDefault();
          show((at + 1) % Math.max(1, places.length));
        }}
      >
        <label class="field">
          <span>{find.find}</span>
          <input value={pattern} onInput={({ currentTarget }) => setPattern(currentTarget.value)} />
        </label>
        <label class="field">
          <span>{find.replace}</span>
          <input value={replacement} onInput={({ currentTarget }) => setReplacement(currentTarget.value)} />
        </label>
        <Choices options={options} onChange={setOptions} />
        {(openDocument.value?.pages.length ?? 0) > 1 && (
          <label class="choice">
            <input
              type="checkbox"
              checked={everywhere}
              onChange={({ currentTarget }) => setEverywhere(currentTarget.checked)}
            />
            <span>{find.everywhere}</span>
          </label>
        )}
        <p role="status" class={problem === undefined ? 'soft' : 'find-problem'}>
          {problem ?? (pattern === '' ? '\u00a0' : busy ? find.searching : find.places(places.length))}
        </p>
        <Places pages={pages} places={places} onShow={show} />
        <div class="find-buttons">
          <Button
            label={find.replaceAll}
            disabled={places.length === 0}
            kind="main"
            onClick={() => void replaceAll().catch((error: unknown) => tell('bad', problemOf(error)))}
          />
        </div>
      </form>
    </Dialog>
  );
}

type Options = Partial<Record<Choice, boolean>>;

function Choices({ options, onChange }: { readonly options: Options; readonly onChange: (options: Options) => void }) {
  const { caseSensitive, wholeWords, expression } = words.value.find;
  const choices: readonly (readonly [Choice, string])[] = [
    ['caseSensitive', caseSensitive],
    ['wholeWords', wholeWords],
    ['regularExpression', expression],
  ];
  return choices.map(([name, label]) => (
    <label key={name} class="choice">
      <input
        type="checkbox"
        checked={options[name] ?? false}
        onChange={({ currentTarget }) => onChange({ ...options, [name]: currentTarget.checked })}
      />
      <span>{label}</span>
    </label>
  ));
}

interface PlacesProps {
  readonly pages: readonly Searched[];
  readonly places: readonly editing.PlaceFound[];
  readonly onShow: (index: number) => void;
}

function Places({ pages, places, onShow }: PlacesProps) {
  return (
    <ul class="find-places">
      {places.slice(0, mostShown).map((place, index) => (
        <li key={`${place.page} ${place.lineId} ${place.start}`}>
          <button type="button" class="button quiet" onClick={() => onShow(index)}>
            {around(pages, place)}
          </button>
        </li>
      ))}
    </ul>
  );
}

const mostShown = 100;
/** Characters of the line that are shown on either side. */
const shownAround = 24;

function around(pages: readonly Searched[], { page, lineId, start, end }: editing.PlaceFound) {
  const line = pages[page] && linesOf(pages[page].page).find(({ id }) => id === lineId);
  const characters = Array.from(line?.text ?? '');
  const text = (from: number, to: number) => characters.slice(Math.max(0, from), to).join('');
  return (
    <>
      {text(start - shownAround, start)}
      <mark>{text(start, end)}</mark>
      {text(end, end + shownAround)}
    </>
  );
}

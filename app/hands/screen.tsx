/** Comparing hands: letters of one kind from each page, one beside the other and laid over each other. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { Shell } from '../screens/shell.js';
import { tellError } from '../state/notices.js';
import { addressOf } from '../state/route.js';
import { readDocument, readImage, readPages } from '../store/documents.js';
import { useNearness } from '../viewer/nearness.js';
import { numeral, words } from '../words/index.js';
import { countsOf, type LetterPlace, type Letters, lettersOf } from './letters.js';
import { drawLetter, drawOverlay, type Source, spread } from './overlay.js';
import './hands.css';

interface HandPage {
  readonly id: string;
  readonly name: string;
  readonly letters: Letters;
}

/** Of two pages that are laid over each other. */
const colours = ['#0b6e83', '#c2410c'] as const;
const mostLetters = 40;
/** Letters of a page that are shown one by one. */
const mostShown = 24;
/** How far beyond what is seen pages are decoded already: of a scan that takes as much memory as hundreds of its letters. */
const ahead = '100px';

export function Hands({ document }: { readonly document: string }) {
  const { hands, app } = words.value;
  const [name, setName] = useState('');
  const [pages, setPages] = useState<readonly HandPage[]>([]);
  const [letter, setLetter] = useState<string>();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  useEffect(() => {
    void readHands(document)
      .then((read) => {
        setName(read.name);
        setPages(read.pages);
        setLetter(countsOf(read.pages.map(({ letters }) => letters))[0]?.[0]);
        setChosen(read.pages.slice(0, 2).map(({ id }) => id));
      })
      .catch(tellError);
  }, [document]);
  const counts = countsOf(pages.map(({ letters }) => letters)).slice(0, mostLetters);
  const choose = (id: string) =>
    setChosen(chosen.includes(id) ? chosen.filter((page) => page !== id) : [...chosen, id].slice(-2));
  return (
    <Shell
      bar={
        <h1 class="hands-title">
          <a href={addressOf({ screen: 'page', document })}>{name}</a>: {hands.title}
        </h1>
      }
    >
      <div class="column">
        <p class="soft">{hands.hint}</p>
        {counts.length === 0 && <p>{hands.nothing}</p>}
        <div class="hands-letters" role="toolbar" aria-label={hands.letters}>
          {counts.map(([each, count]) => (
            <button
              key={each}
              type="button"
              class="button"
              aria-pressed={each === letter}
              aria-label={hands.letter(each, count)}
              onClick={() => setLetter(each)}
            >
              {each}
            </button>
          ))}
        </div>
        {letter !== undefined && (
          <>
            <Laid pages={pages.filter(({ id }) => chosen.includes(id))} letter={letter} />
            <table class="hands-table">
              <caption class="unseen">{hands.title}</caption>
              <tbody>
                {pages
                  .filter(({ letters }) => letters.has(letter))
                  .map((page) => (
                    <HandRow
                      key={page.id}
                      page={page}
                      letter={letter}
                      isChosen={chosen.includes(page.id)}
                      onChoose={() => choose(page.id)}
                    />
                  ))}
              </tbody>
            </table>
          </>
        )}
        <p class="small soft">
          <a href={addressOf({ screen: 'page', document })}>{app.done}</a>
        </p>
      </div>
    </Shell>
  );
}

async function readHands(document: string): Promise<{ readonly name: string; readonly pages: readonly HandPage[] }> {
  const [record, pages] = await Promise.all([readDocument(document), readPages(document)]);
  const hands = pages.map((page) => ({ id: page.id, name: page.name, letters: lettersOf(page) }));
  return { name: record?.name ?? '', pages: hands.filter(({ letters }) => letters.size > 0) };
}

interface HandRowProps {
  readonly page: HandPage;
  readonly letter: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

/** A page that has the letter. Far from what is seen its row is as high, with nothing drawn. */
function HandRow({ page, letter, isChosen, onChoose }: HandRowProps) {
  const { hands } = words.value;
  const places = page.letters.get(letter) ?? [];
  const row = useRef<HTMLTableRowElement>(null);
  const bitmap = useBitmap(useNearness(row, ahead) ? page.id : undefined);
  return (
    <tr ref={row}>
      <th scope="row">
        <label class="choice">
          <input type="checkbox" checked={isChosen} onChange={onChoose} />
          <span>{page.name}</span>
        </label>
        <span class="small soft">{hands.count(numeral(places.length))}</span>
      </th>
      <td>
        <Overlay
          sources={bitmap ? [{ bitmap, places }] : []}
          colours={['#111111']}
          label={hands.laid(letter, page.name)}
        />
      </td>
      <td class="hands-row">
        {spread(places, mostShown).map((place) => (
          <Letter key={`${place.x} ${place.y}`} bitmap={bitmap} place={place} />
        ))}
      </td>
    </tr>
  );
}

/** Two pages over each other, each in its colour. */
function Laid({ pages, letter }: { readonly pages: readonly HandPage[]; readonly letter: string }) {
  const { hands } = words.value;
  const [first, second] = pages;
  const bitmaps = [useBitmap(first?.id), useBitmap(second?.id)];
  if (!first || !second) return <p class="small soft">{hands.chooseTwo}</p>;
  const sources = [first, second].flatMap((page, index): readonly Source[] => {
    const bitmap = bitmaps[index];
    return bitmap ? [{ bitmap, places: page.letters.get(letter) ?? [] }] : [];
  });
  return (
    <figure class="hands-laid">
      {sources.length === 2 && (
        <Overlay sources={sources} colours={colours} label={hands.laid(letter, `${first.name}, ${second.name}`)} />
      )}
      <figcaption class="small">
        <span class="hands-first">{first.name}</span> <span class="hands-second">{second.name}</span>
      </figcaption>
    </figure>
  );
}

interface OverlayProps {
  readonly sources: readonly Source[];
  readonly colours: readonly string[];
  readonly label: string;
}

function Overlay({ sources, colours: inks, label }: OverlayProps) {
  return (
    <canvas
      class="hands-overlay"
      role="img"
      aria-label={label}
      ref={(canvas) => {
        if (!canvas) return;
        if (sources.length > 0) drawOverlay(canvas, sources, inks);
        else empty(canvas);
      }}
    />
  );
}

function Letter({ bitmap, place }: { readonly bitmap: ImageBitmap | undefined; readonly place: LetterPlace }) {
  return (
    <canvas
      class="hands-letter"
      ref={(canvas) => {
        if (!canvas) return;
        if (bitmap) drawLetter(canvas, bitmap, place);
        else empty(canvas);
      }}
    />
  );
}

/** It gives back its memory. */
function empty(canvas: HTMLCanvasElement): void {
  canvas.width = 0;
}

function useBitmap(page: string | undefined): ImageBitmap | undefined {
  const [bitmap, setBitmap] = useState<ImageBitmap>();
  useEffect(() => {
    let gone = false;
    let made: ImageBitmap | undefined;
    setBitmap(undefined);
    void (async () => {
      const image = page === undefined ? undefined : await readImage(page);
      if (!image || gone) return;
      made = await createImageBitmap(image);
      if (gone) made.close();
      else setBitmap(made);
    })().catch(tellError);
    return () => {
      gone = true;
      made?.close();
    };
  }, [page]);
  return bitmap;
}

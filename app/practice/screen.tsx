/** Practice for those who learn to read a hand: the strip of each line, a field below it, and what differs from the truth. */
import { editing, linesOf, type PageLine } from 'ductus/web';
import { useEffect, useState } from 'preact/hooks';
import { exportDocument } from '../files/export.js';
import { Button } from '../parts/button.js';
import { Shell } from '../screens/shell.js';
import { tellError } from '../state/notices.js';
import { openDocument, openImage, openPage, openSheet, sheet } from '../state/open-page.js';
import { addressOf } from '../state/route.js';
import { keepChoice, keptChoice } from '../store/choice.js';
import { Strip } from '../viewer/strip.js';
import { numeral, percent, words } from '../words/index.js';
import './practice.css';

interface PracticeProps {
  readonly document: string;
  readonly page: string | undefined;
}

/** What the pupil has typed, by the ids of lines. */
type Typed = Readonly<Record<string, string>>;

export function Practice({ document, page }: PracticeProps) {
  const { practice } = words.value;
  const [typed, setTyped] = useState<Typed>({});
  const [shown, setShown] = useState<readonly string[]>([]);
  const [rules, setRules] = useState<editing.CompareRules>({ ignoreWhiteSpace: true });
  useEffect(() => {
    void openSheet(document, page).then(() => setTyped(typedBefore()));
  }, [document, page]);
  const lines = linesToPractise();
  const write = (id: string, text: string) => {
    const next = { ...typed, [id]: text };
    setTyped(next);
    keepChoice(keyOfPage(), JSON.stringify(next));
  };
  const current = openDocument.value;
  return (
    <Shell bar={<h1 class="practice-title">{practice.title(current?.name ?? '')}</h1>}>
      <div class="column practice">
        <p class="soft">{practice.hint}</p>
        <div class="practice-tools">
          <Rules rules={rules} onChange={setRules} />
          <Button label={practice.showAll} icon="check" wide onClick={() => setShown(lines.map(({ id }) => id))} />
          <Button
            label={practice.again}
            icon="again"
            wide
            onClick={() => {
              setTyped({});
              setShown([]);
              keepChoice(keyOfPage(), '{}');
            }}
          />
          {current && (
            <Button
              label={practice.give}
              icon="export"
              wide
              onClick={() => void exportDocument(current, 'project').catch(tellError)}
            />
          )}
          {current && (
            <a class="button wide" href={addressOf({ screen: 'page', document: current.id })}>
              {practice.leave}
            </a>
          )}
        </div>
        {lines.length === 0 && <p>{practice.nothing}</p>}
        <ol class="practice-lines">
          {lines.map((line, index) => (
            <PracticeLine
              key={line.id}
              line={line}
              at={index + 1}
              typed={typed[line.id] ?? ''}
              isShown={shown.includes(line.id)}
              rules={rules}
              onType={(text) => write(line.id, text)}
              onShow={() => setShown([...shown, line.id])}
            />
          ))}
        </ol>
        <Score lines={lines.filter(({ id }) => shown.includes(id))} typed={typed} rules={rules} />
      </div>
    </Shell>
  );
}

/** What a person has checked is the truth; where nothing is, all that was described. */
function linesToPractise(): readonly PageLine[] {
  const now = sheet.value;
  if (!now) return [];
  const withText = linesOf(now.page).filter(({ text }) => text.trim() !== '');
  const checked = withText.filter(({ id }) => now.checked.includes(id));
  return checked.length > 0 ? checked : openPage.value?.description ? withText : [];
}

function keyOfPage(): string {
  return `practice-${openPage.value?.id ?? ''}`;
}

function typedBefore(): Typed {
  try {
    return JSON.parse(keptChoice(keyOfPage()) ?? '{}');
  } catch {
    return {};
  }
}

interface PracticeLineProps {
  readonly line: PageLine;
  readonly at: number;
  readonly typed: string;
  readonly isShown: boolean;
  readonly rules: editing.CompareRules;
  readonly onType: (text: string) => void;
  readonly onShow: () => void;
}

function PracticeLine({ line, at, typed, isShown, rules, onType, onShow }: PracticeLineProps) {
  const { page, practice } = words.value;
  const image = openImage.value;
  return (
    <li>
      {image && <Strip image={image} line={line} height={110} />}
      <form
        class="practice-field"
        onSubmit={(event) => {
          event.preventDefault();
          onShow();
          nextField(event.currentTarget);
        }}
      >
        <input
          aria-label={page.text(at)}
          dir="auto"
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          value={typed}
          onInput={({ currentTarget }) => onType(currentTarget.value)}
        />
        <button type="submit" class="button">
          {practice.compare}
        </button>
      </form>
      {isShown && <Difference truth={line.text} typed={typed} rules={rules} />}
    </li>
  );
}

function nextField(form: HTMLFormElement): void {
  form.closest('li')?.nextElementSibling?.querySelector('input')?.focus();
}

function Difference({
  truth,
  typed,
  rules,
}: {
  readonly truth: string;
  readonly typed: string;
  readonly rules: editing.CompareRules;
}) {
  const { practice } = words.value;
  const { runs } = editing.compareTexts(truth, typed, rules);
  if (runs.every(({ kind }) => kind === 'right')) return <p class="practice-right">{practice.right}</p>;
  return (
    <p class="practice-difference" dir="auto">
      {runs.map(({ kind, truth: stands, typed: wrote }, index) => {
        if (kind === 'right') return stands || wrote;
        return (
          <span key={index}>
            {wrote && <del title={practice.typed}>{wrote}</del>}
            {stands && <ins title={practice.stands}>{stands}</ins>}
          </span>
        );
      })}
    </p>
  );
}

function Rules({
  rules,
  onChange,
}: {
  readonly rules: editing.CompareRules;
  readonly onChange: (rules: editing.CompareRules) => void;
}) {
  const { practice } = words.value;
  const choices = [
    ['ignoreCase', practice.ignoreCase],
    ['ignorePunctuation', practice.ignorePunctuation],
  ] as const;
  return choices.map(([name, label]) => (
    <label key={name} class="choice">
      <input
        type="checkbox"
        checked={rules[name] ?? false}
        onChange={({ currentTarget }) => onChange({ ...rules, [name]: currentTarget.checked })}
      />
      <span>{label}</span>
    </label>
  ));
}

/** Of the lines that were compared. */
function Score({
  lines,
  typed,
  rules,
}: {
  readonly lines: readonly PageLine[];
  readonly typed: Typed;
  readonly rules: editing.CompareRules;
}) {
  if (lines.length === 0) return null;
  const counts = lines.map(({ id, text }) => editing.compareTexts(text, typed[id] ?? '', rules).counts);
  const sum = (kind: keyof (typeof counts)[number]) => counts.reduce((total, count) => total + count[kind], 0);
  const all = sum('right') + sum('wrong') + sum('missing');
  return (
    <p class="practice-score" role="status">
      {words.value.practice.score(percent(sum('right') / Math.max(1, all), 0), numeral(lines.length))}
    </p>
  );
}

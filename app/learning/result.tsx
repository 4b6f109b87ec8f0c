/** What learning came to: errors before and after, and the lines that they were counted on. */
import { useState } from 'preact/hooks';
import { Button } from '../parts/button.js';
import type { Learning, LearningResult } from '../state/learning.js';
import { tellError } from '../state/notices.js';
import { readLater } from '../state/reading.js';
import { readModelRecord } from '../store/models.js';
import type { DocumentRecord } from '../store/records.js';
import { percent, words } from '../words/index.js';
import { ComparedLines } from './compared-lines.js';
import { download, fileName } from './download.js';
import { LearningCurves } from './learning-curves.js';
import { fewerErrors, isKept, type Outcome } from './outcome.js';
import { Skipped } from './skipped.js';

/** With fewer lines hardly any difference can be told from chance (docs/fine-tuning.md). */
const tellingLines = 60;

interface LearnResultProps {
  readonly state: Learning;
  readonly result: LearningResult;
  readonly record: DocumentRecord;
  readonly onAgain: () => void;
}

export function LearnResult({ state, result, record, onAgain }: LearnResultProps) {
  const { learn } = words.value;
  const { outcome, heldOut, model } = result;
  const { progress, stopped } = state;
  return (
    <>
      <div class="learn-card" role="status">
        <Rates outcome={outcome} />
        <Verdict outcome={outcome} />
        {stopped && isKept(outcome) && <p>{learn.stopped}</p>}
        <p class="small soft">
          {learn.measuredOn(outcome.lines.length)} {outcome.lines.length < tellingLines && learn.chance}{' '}
          {outcome.verdict === 'better' && learn.chosen}
        </p>
        <div class="learn-actions">
          {model !== undefined && <UseModel record={record} model={model} />}
          <Button label={learn.again} icon="again" wide onClick={onAgain} />
        </div>
        {progress.errorRates.length > 1 && <LearningCurves progress={progress} />}
        <Skipped lines={progress.skipped} />
      </div>
      <ComparedLines lines={outcome.lines} heldOut={heldOut} />
    </>
  );
}

function Rates({ outcome: { before, after } }: { readonly outcome: Outcome }) {
  const { learn } = words.value;
  return (
    <>
      <p>{learn.errorRate}</p>
      <div class="learn-rates">
        <div>
          <span class="small soft">{learn.before}</span>
          <strong>{percent(before)}</strong>
        </div>
        <span class="soft" aria-hidden="true">
          →
        </span>
        <div>
          <span class="small soft">{learn.after}</span>
          <strong>{percent(after)}</strong>
        </div>
      </div>
    </>
  );
}

function Verdict({ outcome }: { readonly outcome: Outcome }) {
  const { learn } = words.value;
  const gain = fewerErrors(outcome);
  switch (outcome.verdict) {
    case 'better':
      return (
        <>
          <p class="learn-verdict good">{learn.better(percent(gain, 0))}</p>
          <p>{learn.kept}</p>
        </>
      );
    case 'same':
      return (
        <p>
          {learn.notBetter} {learn.kept}
        </p>
      );
    case 'worse':
      return (
        <>
          <p class="learn-verdict bad">{learn.more(percent(-gain, 0))}</p>
          <p>{learn.worse}</p>
        </>
      );
    case 'unlearnt':
      return <p>{learn.unlearnt}</p>;
  }
}

/** What can be done with the new model. */
function UseModel({ record, model }: { readonly record: DocumentRecord; readonly model: string }) {
  const { learn } = words.value;
  const [asked, setAsked] = useState(false);
  const pages = record.pages.filter(({ lines, checked }) => checked < lines).map(({ id }) => id);
  const again = () => {
    readLater(record.id, pages);
    setAsked(true);
  };
  return (
    <>
      {pages.length > 0 && <Button label={learn.use} icon="again" kind="main" wide disabled={asked} onClick={again} />}
      <Button label={learn.download} icon="export" wide onClick={() => void save(model).catch(tellError)} />
      {asked && (
        <span role="status" class="small soft">
          {learn.willRead(pages.length)}
        </span>
      )}
    </>
  );
}

async function save(model: string): Promise<void> {
  const record = await readModelRecord(model);
  if (record) download(record.trains ?? record.reads, fileName(record.name, 'onnx'));
}

/** How long, and from which model: what is chosen before learning begins. */
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../parts/button.js';
import { startLearning } from '../state/learning.js';
import { models, refreshModels, useModel } from '../state/models.js';
import { tellError } from '../state/notices.js';
import type { DocumentRecord, ModelRecord } from '../store/records.js';
import { words } from '../words/index.js';
import { leastLines } from './split.js';

const usualMinutes = 5;
const mostMinutes = 30;

interface LearnFormProps {
  readonly record: DocumentRecord;
  /** Checked ones. */
  readonly lines: number;
  /** When the document is another. */
  readonly onChange: () => void;
}

export function LearnForm({ record, lines, onChange }: LearnFormProps) {
  const { learn } = words.value;
  const [minutes, setMinutes] = useState(usualMinutes);
  useEffect(() => {
    void refreshModels();
  }, []);
  const isEnough = lines >= leastLines;
  const model = models.value?.find(({ id }) => id === record.model);
  const readsOnly = model !== undefined && model.trains === undefined;
  return (
    <div class="learn-card">
      <p>
        {learn.enough(lines)} {!isEnough && learn.few(leastLines)}
      </p>
      <ModelChoice record={record} list={models.value ?? []} onChange={onChange} />
      {readsOnly && <p class="learn-bad">{learn.readsOnly}</p>}
      <label class="learn-minutes">
        <span>{learn.minutes}</span>
        <output>{learn.minutesOf(minutes)}</output>
        <input
          type="range"
          min={1}
          max={mostMinutes}
          value={minutes}
          aria-valuetext={learn.minutesOf(minutes)}
          onInput={({ currentTarget }) => setMinutes(currentTarget.valueAsNumber)}
        />
      </label>
      <div class="learn-actions">
        <Button
          label={learn.start}
          icon="learn"
          kind="main"
          wide
          disabled={!isEnough || readsOnly}
          onClick={() => void startLearning(record.id, minutes).then(onChange)}
        />
      </div>
      <p class="small soft">{learn.meanwhile}</p>
    </div>
  );
}

interface ModelChoiceProps {
  readonly record: DocumentRecord;
  readonly list: readonly ModelRecord[];
  readonly onChange: () => void;
}

function ModelChoice({ record, list, onChange }: ModelChoiceProps) {
  const { learn, models: said } = words.value;
  if (list.length === 0) return null;
  // A model that is gone reads no more; the shipped one does.
  const current = list.some(({ id }) => id === record.model) ? record.model : undefined;
  const choose = (id: string) => void useModel(record.id, id === '' ? undefined : id).then(onChange, tellError);
  return (
    <label class="field">
      <span>{learn.model}</span>
      <select value={current ?? ''} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        <option value="">{said.shipped}</option>
        {list.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

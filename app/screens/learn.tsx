/** Learning from the corrections in a document: begun, followed, and what came of it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { LearnForm } from '../learning/form.js';
import { LearnResult } from '../learning/result.js';
import { UnderWay } from '../learning/under-way.js';
import { Button } from '../parts/button.js';
import { Icon } from '../parts/icon.js';
import { learnable } from '../state/checked-lines.js';
import { continueLearning, dropLearning, forgetOutcome, isInterrupted, learning } from '../state/learning.js';
import { tellError } from '../state/notices.js';
import { addressOf } from '../state/route.js';
import { readDocument, readPages } from '../store/documents.js';
import type { DocumentRecord } from '../store/records.js';
import { words } from '../words/index.js';
import { Shell } from './shell.js';
import './learn.css';

/** What the screen has to know before anything is learnt. */
interface Material {
  readonly record: DocumentRecord;
  /** Checked lines. */
  readonly lines: number;
  readonly interrupted: boolean;
}

export function Learn({ document }: { readonly document: string }) {
  const { learn } = words.value;
  const [material, setMaterial] = useState<Material>();
  const looks = useRef(0);
  const look = async () => {
    const look = ++looks.current;
    const seen = await materialOf(document).catch(tellError);
    // What was asked for last is true, whichever answer comes last.
    if (seen && look === looks.current) setMaterial(seen);
  };
  useEffect(() => void look(), [document]);
  return (
    <Shell bar={<BackToPage document={document} name={material?.record.name ?? ''} />}>
      <div class="learn">
        <h1>{learn.title}</h1>
        <p class="learn-why">{learn.why}</p>
        {material && <Stage material={material} onChange={look} />}
      </div>
    </Shell>
  );
}

async function materialOf(document: string): Promise<Material | undefined> {
  const record = await readDocument(document);
  if (!record) return undefined;
  const pages = await readPages(document);
  const lines = pages.reduce((sum, page) => sum + learnable(page).length, 0);
  return { record, lines, interrupted: await isInterrupted(document) };
}

function BackToPage({ document, name }: { readonly document: string; readonly name: string }) {
  return (
    <a class="button quiet wide learn-back" href={addressOf({ screen: 'page', document })}>
      <Icon name="back" />
      <span>{name}</span>
    </a>
  );
}

function Stage({ material, onChange }: { readonly material: Material; readonly onChange: () => Promise<void> }) {
  const { learn } = words.value;
  const { record, lines, interrupted } = material;
  // Only one document learns at a time.
  const now = learning.value;
  const isThis = now?.document === record.id;
  // What failed may have left learning that can go on.
  const again = () => void onChange().then(forgetOutcome);
  if (now && isThis && now.stage === 'failed') {
    return (
      <div class="learn-card" role="alert">
        <p class="learn-bad">{learn.failed(now.problem ?? '')}</p>
        <Button label={learn.again} kind="main" onClick={again} />
      </div>
    );
  }
  if (now && isThis && now.result)
    return <LearnResult state={now} result={now.result} record={record} onAgain={again} />;
  if (now && now.stage !== 'done' && now.stage !== 'failed') {
    return (
      <>
        {!isThis && <p>{learn.elsewhere}</p>}
        <UnderWay state={now} />
      </>
    );
  }
  if (interrupted) return <Interrupted document={record.id} onChange={onChange} />;
  return <LearnForm record={record} lines={lines} onChange={onChange} />;
}

function Interrupted({ document, onChange }: { readonly document: string; readonly onChange: () => void }) {
  const { learn } = words.value;
  return (
    <div class="learn-card">
      <p>{learn.interrupted}</p>
      <div class="learn-actions">
        <Button label={learn.goOn} kind="main" onClick={() => void continueLearning(document).then(onChange)} />
        <Button label={learn.drop} onClick={() => void dropLearning(document).then(onChange)} />
      </div>
    </div>
  );
}

/** The models that read: the one that comes with the app, and those that were trained or opened here. */
import { useEffect, useState } from 'preact/hooks';
import { download, fileName } from '../learning/download.js';
import { Button } from '../parts/button.js';
import { Icon } from '../parts/icon.js';
import { NameField } from '../parts/name-field.js';
import {
  chooseDefault,
  defaultModel,
  inspectShipped,
  models,
  opening,
  openModelFile,
  refreshModels,
  removeModel,
  renameModel,
  shippedFacts,
  usesOf,
} from '../state/models.js';
import { tellError } from '../state/notices.js';
import { shippedFiles } from '../state/reader.js';
import type { ModelRecord } from '../store/records.js';
import { language, numeral, percent, words } from '../words/index.js';
import { ServerChoice } from './server-choice.js';
import { Shell } from './shell.js';
import './models.css';

export function Models() {
  const { models: said } = words.value;
  useEffect(() => {
    void refreshModels();
    void inspectShipped();
  }, []);
  const list = models.value;
  return (
    <Shell>
      <div class="models">
        <header class="models-head">
          <h1>{said.title}</h1>
          <OpenButton />
        </header>
        <p class="soft">{said.why}</p>
        <ul class="models-list">
          <Shipped />
        </ul>
        <h2>{said.kept}</h2>
        {list?.length === 0 && <p class="soft">{said.none}</p>}
        <ul class="models-list">
          {list?.map((model) => (
            <Kept key={model.id} model={model} />
          ))}
        </ul>
        <ServerChoice />
      </div>
    </Shell>
  );
}

function OpenButton() {
  const { models: said } = words.value;
  const choose = (input: HTMLInputElement) => {
    const file = input.files?.[0];
    // The same file again, such as after it was written anew, is a change too.
    input.value = '';
    if (file) void openModelFile(file);
  };
  return (
    <label class="button wide models-open">
      <Icon name="import" />
      <span aria-live="polite">{opening.value ? said.opening : said.open}</span>
      <input
        class="unseen"
        type="file"
        accept=".onnx"
        disabled={opening.value}
        onChange={({ currentTarget }) => choose(currentTarget)}
      />
    </label>
  );
}

function Shipped() {
  const { models: said } = words.value;
  const facts = shippedFacts.value;
  const about = [
    facts && said.characters(numeral(facts.characters)),
    facts?.errorRate !== undefined && said.errorRate(percent(facts.errorRate)),
  ];
  return (
    <li class="models-card">
      <div class="models-text">
        <strong>{said.shipped}</strong>
        <Facts facts={about} />
      </div>
      <div class="models-actions">
        <DefaultChoice />
        <a class="button wide" href={shippedFiles.trains} download="starter.onnx">
          <Icon name="export" />
          <span>{said.download}</span>
        </a>
      </div>
    </li>
  );
}

function Kept({ model }: { readonly model: ModelRecord }) {
  const { app, models: said } = words.value;
  const [renaming, setRenaming] = useState(false);
  const { id, name } = model;
  return (
    <li class="models-card">
      <div class="models-text">
        {renaming ? (
          <NameField
            name={name}
            onDone={(renamed) => {
              setRenaming(false);
              if (renamed !== undefined) void renameModel(id, renamed);
            }}
          />
        ) : (
          <strong>{name}</strong>
        )}
        <Facts facts={factsOf(model)} />
      </div>
      <div class="models-actions">
        <DefaultChoice id={id} />
        <Button label={said.download} icon="export" wide onClick={() => save(model)} />
        <Button label={`${app.rename}: ${name}`} icon="write" kind="quiet" onClick={() => setRenaming(true)} />
        <Button
          label={`${app.delete}: ${name}`}
          icon="delete"
          kind="bad"
          onClick={() => void remove(model).catch(tellError)}
        />
      </div>
    </li>
  );
}

function factsOf({ created, before, after, lines, characters, trains }: ModelRecord): readonly (string | false)[] {
  const { models: said } = words.value;
  return [
    said.made(new Date(created).toLocaleDateString(language.value, { dateStyle: 'medium' })),
    lines !== undefined && said.learntFrom(lines),
    before !== undefined && after !== undefined && said.gain(percent(before), percent(after)),
    before === undefined && after !== undefined && said.errorRate(percent(after)),
    characters !== undefined && said.characters(numeral(characters)),
    trains === undefined && said.readsOnly,
  ];
}

function Facts({ facts }: { readonly facts: readonly (string | false | undefined)[] }) {
  const known = facts.filter((fact) => typeof fact === 'string');
  return (
    <ul class="models-facts small soft">
      {known.map((fact) => (
        <li key={fact}>{fact}</li>
      ))}
    </ul>
  );
}

/** @param id without: of the model that comes with the app */
function DefaultChoice({ id }: { readonly id?: string | undefined }) {
  const { models: said } = words.value;
  const isDefault = defaultModel.value === id;
  return (
    <Button
      label={isDefault ? said.inUse : said.use}
      {...(isDefault ? { icon: 'check' } : {})}
      wide
      pressed={isDefault}
      onClick={() => chooseDefault(id)}
    />
  );
}

async function remove({ id, name }: ModelRecord): Promise<void> {
  const { models: said } = words.value;
  const uses = await usesOf(id);
  const question = said.confirmDelete(name);
  if (confirm(uses > 0 ? `${question}\n${said.usedBy(uses)}` : question)) await removeModel(id);
}

function save({ name, trains, reads }: ModelRecord): void {
  download(trains ?? reads, fileName(name, 'onnx'));
}

/** A name that is being changed: Enter and leaving it keep what was typed, Escape doesn't. */
import { useEffect, useRef } from 'preact/hooks';
import { words } from '../words/index.js';

interface NameFieldProps {
  readonly name: string;
  /** Called once; without a name nothing is to change. */
  readonly onDone: (name?: string) => void;
}

export function NameField({ name, onDone }: NameFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  // A field that goes away loses the focus too, which is not to count again.
  const done = (typed?: string) => {
    if (isDone.current) return;
    isDone.current = true;
    onDone(typed);
  };
  return (
    <input
      ref={field}
      aria-label={words.value.app.rename}
      defaultValue={name}
      onBlur={({ currentTarget }) => done(currentTarget.value)}
      onKeyDown={({ key, currentTarget }) => {
        if (key === 'Enter') done(currentTarget.value);
        if (key === 'Escape') done();
      }}
    />
  );
}

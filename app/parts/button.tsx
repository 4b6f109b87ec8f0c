/** Buttons: with words, with a picture, or both. What has a key says so in its tip. */
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.js';

interface ButtonProps {
  /** Said by screen readers, and shown when the pointer rests on it. */
  readonly label: string;
  readonly icon?: IconName;
  /** As `keyShortcuts` says it: shown in the tip. */
  readonly shortcut?: string | undefined;
  readonly pressed?: boolean | undefined;
  readonly disabled?: boolean;
  /** `main`: what the person most likely wants; `quiet`: without a border. */
  readonly kind?: 'main' | 'quiet' | 'bad';
  /** Whether the label is shown beside the picture. */
  readonly wide?: boolean;
  readonly onClick: () => void;
  readonly children?: ComponentChildren;
}

export function Button({
  label,
  icon,
  shortcut,
  pressed,
  disabled,
  kind,
  wide = icon === undefined,
  onClick,
  children,
}: ButtonProps) {
  return (
    <button
      type="button"
      class={`button ${kind ?? ''} ${wide ? 'wide' : ''}`}
      aria-label={label}
      title={shortcut ? `${label} (${shortcut})` : wide ? undefined : label}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onClick}
    >
      {icon && <Icon name={icon} />}
      {wide && <span>{label}</span>}
      {children}
    </button>
  );
}

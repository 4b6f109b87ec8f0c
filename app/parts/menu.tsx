/** A button that opens a list of actions below it. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon, type IconName } from './icon.js';

interface MenuProps {
  readonly label: string;
  readonly icon: IconName;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

export function Menu({ label, icon, wide, children }: MenuProps) {
  const element = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = ({ target }: Event) => {
      const details = element.current;
      if (details?.open && !details.contains(target as Node)) details.open = false;
    };
    const choose = ({ target }: Event) => {
      const details = element.current;
      if (details && (target as Element).closest('.menu-list button, .menu-list a')) details.open = false;
    };
    const details = element.current;
    addEventListener('pointerdown', close);
    details?.addEventListener('click', choose);
    return () => {
      removeEventListener('pointerdown', close);
      details?.removeEventListener('click', choose);
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !element.current?.open) return;
    element.current.open = false;
    element.current.querySelector('summary')?.focus();
    event.stopPropagation();
  };
  return (
    <details ref={element} class="menu" onKeyDown={onKeyDown}>
      <summary class={`button quiet ${wide ? 'wide' : ''}`} aria-label={label} title={label}>
        <Icon name={icon} />
        {wide && <span>{label}</span>}
      </summary>
      <div class="menu-list">{children}</div>
    </details>
  );
}

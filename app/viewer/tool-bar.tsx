/** What can be done with the tool in hand, as buttons: each of its keys has one. */

export interface ToolAction {
  readonly label: string;
  readonly does: () => void;
  readonly off?: boolean;
  readonly main?: boolean;
  /** Shown instead of the label, which screen readers say all the same. */
  readonly arrow?: keyof typeof arrows;
}

const arrows = {
  left: 'M15 5l-7 7 7 7',
  right: 'M9 5l7 7-7 7',
  up: 'M5 15l7-7 7 7',
  down: 'M5 9l7 7 7-7',
} as const;

interface ToolBarProps {
  readonly label: string;
  /** Told by screen readers when it changes. */
  readonly status: string;
  readonly actions: readonly ToolAction[];
}

export function ToolBar({ label, status, actions }: ToolBarProps) {
  const arrowed = actions.filter(({ arrow }) => arrow);
  return (
    <div class="viewer-bar" role="toolbar" aria-label={label}>
      <span class="viewer-status" role="status">
        {status}
      </span>
      {arrowed.length > 0 && <span class="viewer-arrows">{arrowed.map(actionButton)}</span>}
      {actions.filter(({ arrow }) => !arrow).map(actionButton)}
    </div>
  );
}

function actionButton({ label, does, off, main, arrow }: ToolAction) {
  return (
    <button
      key={label}
      type="button"
      class={main ? 'button main' : 'button quiet'}
      aria-label={arrow && label}
      title={arrow && label}
      disabled={off}
      onClick={does}
    >
      {arrow ? (
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
          <path d={arrows[arrow]} />
        </svg>
      ) : (
        label
      )}
    </button>
  );
}

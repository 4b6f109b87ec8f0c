/** What can be done with the tool in hand, as buttons: each of its keys has one. */

export interface ToolAction {
  readonly label: string;
  readonly does: () => void;
  readonly off?: boolean;
  readonly main?: boolean;
  /** Instead of the label, which screen readers say all the same. */
  readonly sign?: string;
}

interface ToolBarProps {
  readonly label: string;
  /** Told by screen readers when it changes. */
  readonly status: string;
  readonly actions: readonly ToolAction[];
}

export function ToolBar({ label, status, actions }: ToolBarProps) {
  return (
    <div class="viewer-bar" role="toolbar" aria-label={label}>
      <span class="viewer-status" role="status">
        {status}
      </span>
      {actions.map(({ label, does, off, main, sign }) => (
        <button
          key={label}
          type="button"
          class={main ? 'button main' : 'button quiet'}
          aria-label={sign && label}
          title={sign && label}
          disabled={off}
          onClick={does}
        >
          {sign ?? label}
        </button>
      ))}
    </div>
  );
}

/** What went wrong or was done, at the foot of the screen. */
import { dismiss, notices } from '../state/notices.js';
import { words } from '../words/index.js';
import { Button } from './button.js';

export function Notices() {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map(({ id, kind, text }) => (
        <div key={id} class={`notice ${kind}`}>
          <p>{text}</p>
          <Button label={words.value.app.dismiss} icon="close" kind="quiet" onClick={() => dismiss(id)} />
        </div>
      ))}
    </div>
  );
}

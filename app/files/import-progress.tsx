/** How far an import is, and the way to stop it. */
import { Button } from '../parts/button.js';
import { words } from '../words/index.js';
import { importing, stopImport } from './importing.js';
import './drop-zone.css';

export function ImportProgress() {
  const { files } = words.value;
  const now = importing.value;
  return (
    <div class="drop-zone-progress" role="status">
      {now && (
        <>
          <span class="small">
            {files[now.kind]}: {files.of(now.done, now.all)}
          </span>
          <progress aria-label={files[now.kind]} value={now.done} max={Math.max(1, now.all)} />
          <Button label={files.stop} onClick={stopImport} />
        </>
      )}
    </div>
  );
}

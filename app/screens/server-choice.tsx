/** Where pages are read: here, or by the service that the app comes from. Shown only where there is one. */
import { useEffect } from 'preact/hooks';
import {
  chooseServer,
  chooseToken,
  lookForServer,
  readsOnServer,
  serverAddress,
  serverThere,
  serverToken,
} from '../state/server-reading.js';
import { words } from '../words/index.js';

export function ServerChoice() {
  const { server } = words.value;
  useEffect(() => {
    void lookForServer();
  }, []);
  // What was chosen can be taken back where the service is gone, too.
  if (!serverThere.value && !readsOnServer.value) return null;
  return (
    <section aria-labelledby="server-choice">
      <h2 id="server-choice">{server.title}</h2>
      <label class="choice">
        <input
          type="checkbox"
          checked={readsOnServer.value}
          onChange={({ currentTarget }) => chooseServer(currentTarget.checked)}
        />
        <span>{server.choice}</span>
      </label>
      <p class="soft">{server.what(serverAddress)}</p>
      {readsOnServer.value && (
        <label class="field">
          <span>{server.token}</span>
          <input
            type="password"
            autocomplete="off"
            value={serverToken.value}
            onChange={({ currentTarget }) => chooseToken(currentTarget.value)}
          />
        </label>
      )}
    </section>
  );
}

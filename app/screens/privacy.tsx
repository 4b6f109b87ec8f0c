/** Where pages, texts and models are, and whether anything leaves the computer. */
import { readsOnServer, serverAddress } from '../state/server-reading.js';
import { words } from '../words/index.js';

/** @param brief without the first words */
export function Privacy({ brief = false }: { readonly brief?: boolean }) {
  const { app, server } = words.value;
  if (readsOnServer.value) return <strong>{server.on(serverAddress)}</strong>;
  return (
    <>
      {!brief && <strong>{app.private}. </strong>}
      {app.privateLong}
    </>
  );
}

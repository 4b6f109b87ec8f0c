/** The screen that the address names. What is not needed to read a page is loaded when somebody goes there. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { tellError } from '../state/notices.js';
import { flush } from '../state/pages-at-hand.js';
import { type Route, route } from '../state/route.js';
import { Home } from './home.js';
import { PageScreen } from './page.js';
import { Shell } from './shell.js';

export function App() {
  const at = route.value;
  switch (at.screen) {
    case 'home':
      return <Home />;
    case 'page':
      return <PageScreen key={at.document} document={at.document} page={at.page} />;
    default:
      return <Later key={at.screen} at={at} />;
  }
}

type LaterRoute = Exclude<Route, { readonly screen: 'home' | 'page' }>;

const screens: { readonly [Screen in LaterRoute['screen']]: () => Promise<ComponentType<ScreenProps>> } = {
  models: async () => (await import('./models.js')).Models,
  write: async () => (await import('../write/screen.js')).Write,
  learn: async () => (await import('./learn.js')).Learn,
  hands: async () => (await import('../hands/screen.js')).Hands,
  practice: async () => (await import('../practice/screen.js')).Practice,
};

interface ScreenProps {
  readonly document: string;
  readonly page: string | undefined;
}

function Later({ at }: { readonly at: LaterRoute }) {
  const [screen, setScreen] = useState<{ readonly Screen: ComponentType<ScreenProps> }>();
  useEffect(() => {
    // Other screens read what is kept.
    void flush()
      .then(() => screens[at.screen]())
      .then((Screen) => setScreen({ Screen }), tellError);
  }, [at.screen]);
  if (!screen) return <Shell>{null}</Shell>;
  const document = 'document' in at ? at.document : '';
  return <screen.Screen key={document} document={document} page={'page' in at ? at.page : undefined} />;
}

/** The screen that the address names. */
import { route } from '../state/route.js';
import { Hands } from '../hands/screen.js';
import { Practice } from '../practice/screen.js';
import { Write } from '../write/screen.js';
import { Home } from './home.js';
import { Learn } from './learn.js';
import { Models } from './models.js';
import { PageScreen } from './page.js';

export function App() {
  const at = route.value;
  switch (at.screen) {
    case 'home':
      return <Home />;
    case 'models':
      return <Models />;
    case 'write':
      return <Write />;
    case 'page':
      return <PageScreen key={at.document} document={at.document} page={at.page} />;
    case 'learn':
      return <Learn document={at.document} />;
    case 'hands':
      return <Hands document={at.document} />;
    case 'practice':
      return <Practice document={at.document} page={at.page} />;
  }
}

/** npm run build:web: ductus/web where it is old, and the app in dist/app. */
import { buildAll } from './build.js';

await buildAll(console.log);

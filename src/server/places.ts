/** Where the package has files of the app that are not copied into its built folder: models, and the library. */
import { join } from 'node:path';

/** @param root the folder of the package */
export function placesIn(root: string): (path: string) => readonly string[] {
  return (path) => {
    const [first = '', ...rest] = path.split('/');
    if (first === 'models') return [join(root, path)];
    return first.startsWith('library-') ? [join(root, 'dist/web', ...rest)] : [];
  };
}

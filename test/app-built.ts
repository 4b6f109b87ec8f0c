/** The app is built, once for all tests of it in a browser, where it is not as its sources. */
import { buildApp } from '../app/build/build.js';

export async function setup(): Promise<void> {
  await buildApp(console.log);
}

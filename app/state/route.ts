/** Which screen is shown, as the address says after its `#`: any server of files can serve that, and going back works. */
import { signal } from '@preact/signals';

export type Route =
  | { readonly screen: 'home' }
  | { readonly screen: 'models' }
  | { readonly screen: 'write' }
  | { readonly screen: 'page'; readonly document: string; readonly page?: string }
  | { readonly screen: 'learn'; readonly document: string }
  | { readonly screen: 'hands'; readonly document: string }
  | { readonly screen: 'practice'; readonly document: string; readonly page?: string };

export const route = signal<Route>(routeOf(location.hash));

addEventListener('hashchange', () => {
  route.value = routeOf(location.hash);
});

export function addressOf(to: Route): string {
  if (to.screen === 'home') return '#/';
  if (!('document' in to)) return `#/${to.screen}`;
  const page = 'page' in to && to.page !== undefined ? `/${to.page}` : '';
  return `#/${to.screen}/${to.document}${page}`;
}

export function go(to: Route): void {
  location.hash = addressOf(to);
}

/** What is no screen is the first one. */
function routeOf(hash: string): Route {
  const [screen, document, page] = hash.replace(/^#\/?/, '').split('/');
  if (screen === 'models' || screen === 'write') return { screen };
  if (!document) return { screen: 'home' };
  if (screen === 'learn' || screen === 'hands') return { screen, document };
  if (screen === 'page' || screen === 'practice') return { screen, document, ...(page ? { page } : {}) };
  return { screen: 'home' };
}

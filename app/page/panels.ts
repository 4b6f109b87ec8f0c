/** What is open over or beside the page. */
import { signal } from '@preact/signals';

export const dialog = signal<'find' | 'keys' | 'export' | undefined>(undefined);
export const palette = signal(false);

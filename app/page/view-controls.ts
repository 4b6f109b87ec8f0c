/** Zooming the image of the page, from buttons and keys. */
import { signal } from '@preact/signals';
import type { ViewControls } from '../viewer/page-view.js';

/** There while the image is. */
export const view = signal<ViewControls | undefined>(undefined);

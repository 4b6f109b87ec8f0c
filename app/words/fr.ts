/** Français. Ce qui dépend de valeurs est une fonction de ces valeurs. */
import type { Words } from './index.js';

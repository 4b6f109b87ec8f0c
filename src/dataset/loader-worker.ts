/** The thread behind `Loader`. */
import { serve } from '../runtime/index.js';
import { type LoadRequest, type LoadResult, loadBatch, moveResult } from './loader.js';

serve<LoadRequest, LoadResult>(async (request) => moveResult(await loadBatch(request)));

/** The thread behind `CropLoader`. */
import { serve } from '../runtime/index.js';
import { type CropResult, type CropThreadRequest, makeCrops, moveCrops } from './crop-loader.js';
import { PageCache } from './page-cache.js';

let pages: PageCache | undefined;

serve<CropThreadRequest, CropResult>(async ({ keptBytes, ...request }) => {
  pages ??= new PageCache(keptBytes);
  return moveCrops(await makeCrops(request, pages));
});

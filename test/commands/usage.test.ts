/** What is wrong in a command line, and what is said then. */
import { describe, expect, it } from 'vitest';
import { starterModel } from '../../src/index.js';
import { sharedProcess } from '../cli-runner.js';

const ductus = sharedProcess();

describe('wrong usage ends with exit code 2 and says what to do', () => {
  it.each([
    [['train'], 'train needs DATA'],
    [['train', 'x'], 'train needs --out FILE'],
    [['train', 'x', '--out', 'model.pt'], 'must end with .onnx'],
    [['train', 'x', '--out', 'm.onnx', '--minutes', '0'], 'It must be a number above 0.'],
    [['train', 'x', '--out', 'm.onnx', '--steps', '1.5'], 'It must be a whole number of at least 1.'],
    [['train', 'x', '--out', 'm.onnx', '--learnin-rate', '1'], '--learning-rate'],
    [['train', 'x', '--out', 'm.onnx', '--schedule', 'step'], 'cosine, plateau, constant'],
    [['train', 'x', '--out', 'm.onnx', '--alphabet', 'keep'], 'give --from too'],
    [['train', 'x', '--out', 'm.onnx', '--preset', 'best'], 'fast, accurate'],
    [['train', 'x', '--out', 'm.onnx', '--preset', 'fast', '--spec', '[1,48,0,1 Lbx9]'], 'give one of them'],
    [['train', 'x', '--out', 'm.onnx', '--repeat', 'x'], 'It must be DATA=N'],
    [['train', 'x', '--out', 'm.onnx', '--line-height', '0'], 'It must be a whole number of at least 1.'],
    [['train', '--resume', 'r', '--seed', '3'], "--seed can't be changed"],
    [['adapt', 'x', '--out', 'm.onnx'], 'adapt takes MODEL.onnx first and pages or lines after it'],
    [['adapt', 'starter', '--out', 'm.onnx'], 'adapt needs pages or lines after starter'],
    [['adapt', 'starter', 'x'], 'adapt needs --out FILE'],
    [['adapt', 'starter', 'x', '--out', 'm.pt'], 'must end with .onnx'],
    [['adapt', 'starter', 'x', '--out', 'm.onnx', '--lines', '--pages'], '--lines and --pages say the opposite'],
    [
      ['adapt', 'starter', 'x', '--out', 'm.onnx', '--replay-share', '1'],
      '--replay-share must be 0 or more and under 1, got 1',
    ],
    [['adapt', 'none.onnx', 'x', '--out', 'm.onnx', '--lm-weight', '1'], 'give --lm FILE too'],
    [['adapt', 'starter', 'x', '--out', 'm.onnx', '--language', 'fr'], 'It must be none. For languages give --lm'],
    [['adapt', '--resume', 'r', '--seed', '3'], "--seed can't be changed"],
    [['adapt', '--resume', 'r', 'x'], 'leave DATA out'],
    [['suggest', 'model.onnx'], 'suggest needs pages or lines after MODEL.onnx'],
    [['suggest', 'a.onnx', 'lines', 'b.onnx'], 'suggest takes one model, before the pages, got b.onnx too'],
    [['suggest', 'a.onnx', 'x', '--lines', '0'], 'It must be a whole number of at least 1.'],
    [['suggest', 'a.onnx', 'x', '--images', 'words'], 'lines, pages'],
    [['evaluate', 'lines', 'model.onnx'], 'MODEL.onnx first and DATA after it'],
    [['train', 'x', '--out', 'm.onnx', '--group-by', '('], 'Invalid regular expression'],
    [['evaluate', 'model.onnx'], 'evaluate needs DATA'],
    [['recognise', 'model.onnx'], 'recognize'],
    [['recognize'], "missing required argument 'model-and-image'"],
    [['recognize', 'model.onnx'], 'needs an image after MODEL.onnx'],
    [['pack', 'lines'], 'pack needs --out FILE.parquet'],
    [['quantize', 'model.onnx', 'lines'], 'quantize needs --out FILE.onnx'],
    [['average', 'a.onnx', 'b.onnx'], 'average needs --out FILE.onnx'],
    [['average', 'a.onnx', '--out', 'm.onnx'], 'average needs two models or more'],
    [['average', 'a.onnx', 'b.onnx', '--out', 'm.onnx'], 'average needs --val DATA'],
    [['train-lm', 'x.txt'], 'train-lm needs --out FILE.lm or FILE.arpa'],
    [['train-lm', 'x.txt', '--out', 'lm.arpa', '--order', '21'], '--order must be 20 at most'],
    [['tune', 'model.onnx', 'lines', '--out', 'lm.json'], 'tune needs --lm FILE.arpa'],
    [['tune', 'starter', 'lines', '--lm', 'starter'], 'tune starter needs --out FILE.json'],
    [
      ['tune', 'model.onnx', 'lines', '--lm', 'lm.arpa', '--out', 'lm'],
      'tune --out lm: the weights go to a .json file',
    ],
    [['tune', 'lines', 'model.onnx', '--lm', 'lm.arpa'], 'tune takes MODEL.onnx first'],
    [['evaluate', 'model.onnx', 'lines', '--lm-weight', '1'], 'give --lm FILE too'],
    [['evaluate', 'model.onnx', 'lines', '--no-lm', '--lm-weight', '1'], 'leave out --no-lm'],
    [['tune', starterModel(), 'lines', '--lm', 'starter'], 'needs --out FILE.json'],
    [['evaluate', '--predictions', 'texts', 'lines', '--beam', '4'], 'go with a model'],
  ])('ductus %j', async (args, message) => {
    const { code, err } = await ductus(args);
    expect(err).toContain(message);
    expect(code).toBe(2);
    expect(err).not.toMatch(/\n\s+at /);
  });
});

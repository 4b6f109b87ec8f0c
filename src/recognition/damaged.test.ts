import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { type ModelProto, ModelProtoSchema } from 'onnx-buf';
import { expect, it } from 'vitest';
import { plainPreprocessing } from '../image/index.js';
import { ModelError, writeModel } from '../model/index.js';
import { Network } from '../network/index.js';
import { Alphabet, usualRules } from '../text/index.js';
import { Recognizer } from './index.js';

const alphabet = new Alphabet(['a', 'b']);
const network = new Network('[1,16,0,1 Cr3,3,4 Mp2,2 S1(1x0)1,3 Lbx5]', alphabet.classes);

/** A file without a checksum, changed. */
function damaged(change: (model: ModelProto) => void): Uint8Array {
  const shared = { text: usualRules, preprocessing: plainPreprocessing, provenance: {}, metrics: {} };
  const file = writeModel({ network, alphabet, weights: network.initialWeights(1), ...shared });
  const model = fromBinary(ModelProtoSchema, file);
  const [account] = model.metadataProps;
  model.metadataProps = account ? [{ ...account, value: account.value.replace(',"checksum":"sha256"', '') }] : [];
  change(model);
  return toBinary(ModelProtoSchema, model);
}

const line = { width: 60, height: 16, data: new Uint8Array(60 * 16).fill(200) };

it('a model that ONNX Runtime refuses is a ModelError', async () => {
  const model = damaged(({ graph }) => {
    const [node] = graph?.node ?? [];
    if (node) node.opType = 'Cnov';
  });
  await expect(Recognizer.load(model)).rejects.toThrow(ModelError);
  await expect(Recognizer.load(model)).rejects.toThrow("model: ONNX Runtime can't use the model");
});

it('so is one whose scores are of other classes than its alphabet has, once it reads', async () => {
  const model = damaged(({ metadataProps: [account] }) => {
    // Of a model in 8 bits the weights are not looked at.
    if (account)
      account.value = account.value.replace('"b"', '"b","c"').replace('O1c3', 'O1c4').replace('float32', 'int8');
  });
  const recognizer = await Recognizer.load(model);
  await expect(recognizer.recognize(line)).rejects.toThrow(ModelError);
  await expect(recognizer.recognize(line)).rejects.toThrow('its scores must be of 4 classes, got 1 ×');
  await recognizer.dispose();
});

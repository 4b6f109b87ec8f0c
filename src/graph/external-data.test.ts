import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProtoSchema,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  NodeProtoSchema,
  SparseTensorProtoSchema,
  TensorProto_DataLocation,
  TensorProtoSchema,
} from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { constant as constantTensor, readOnnx, writeOnnx } from './index.js';

function changed(change: (model: ModelProto) => void): Uint8Array {
  const model = fromBinary(ModelProtoSchema, writeOnnx({ outputs: { y: constantTensor(Float32Array.of(1)) } }));
  change(model);
  return toBinary(ModelProtoSchema, model);
}

describe('values in another file', () => {
  const external = create(TensorProtoSchema, {
    name: 'secret',
    dataType: 1,
    dims: [4n],
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData: [{ key: 'location', value: 'passwords.txt' }],
  });
  const sparse = create(SparseTensorProtoSchema, { values: external, dims: [4n] });
  const constant = (attribute: Parameters<typeof create<typeof AttributeProtoSchema>>[1]) =>
    create(NodeProtoSchema, { opType: 'Constant', attribute: [create(AttributeProtoSchema, attribute)] });
  const body = create(GraphProtoSchema, { initializer: [external] });

  it.each<[string, (model: ModelProto) => void]>([
    ['an initialiser', ({ graph }) => graph?.initializer.push(external)],
    [
      'an initialiser that only lists the file',
      ({ graph }) => graph?.initializer.push({ ...external, dataLocation: 0 }),
    ],
    ['a sparse initialiser', ({ graph }) => graph?.sparseInitializer.push(sparse)],
    ['a constant', ({ graph }) => graph?.node.push(constant({ name: 'value', t: external }))],
    ['a sparse constant', ({ graph }) => graph?.node.push(constant({ name: 'sparse_value', sparseTensor: sparse }))],
    ['a list of constants', ({ graph }) => graph?.node.push(constant({ name: 'values', tensors: [external] }))],
    ['the body of a loop', ({ graph }) => graph?.node.push(constant({ name: 'body', g: body }))],
    [
      'a constant in the body of a loop',
      ({ graph }) => {
        const node = [constant({ name: 'value', t: external })];
        graph?.node.push(constant({ name: 'body', g: create(GraphProtoSchema, { node }) }));
      },
    ],
  ])('of %s are refused before ONNX Runtime sees them', (_, add) => {
    const model = changed(add);
    expect(() => readOnnx(model)).toThrow('"secret" lie in another file');
  });
});

/**
 * Tensors of an ONNX file whose values lie in other files. ONNX Runtime reads whatever file of the current folder such a
 * tensor names, so a stranger's model could read what its user has; and a model is one file.
 */
import {
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type SparseTensorProto,
  type TensorProto,
  TensorProto_DataLocation,
} from 'onnx-buf';

/** The first tensor, wherever it stands, whose values lie in another file. */
export function externalTensor({ graph, functions, trainingInfo }: ModelProto): TensorProto | undefined {
  const graphs = [graph, ...trainingInfo.flatMap(({ initialization, algorithm }) => [initialization, algorithm])];
  const nodes = functions.flatMap(({ node }) => node);
  const attributes = functions.flatMap(({ attributeProto }) => attributeProto);
  const tensors = [
    ...graphs.flatMap((part) => (part ? tensorsOf(part) : [])),
    ...nodes.flatMap(tensorsOfNode),
    ...attributes.flatMap(tensorsOfAttribute),
  ];
  return tensors.find(
    ({ dataLocation, externalData }) => dataLocation === TensorProto_DataLocation.EXTERNAL || externalData.length > 0,
  );
}

function tensorsOf({ initializer, sparseInitializer, node }: GraphProto): readonly TensorProto[] {
  return [...initializer, ...sparseInitializer.flatMap(tensorsOfSparse), ...node.flatMap(tensorsOfNode)];
}

function tensorsOfNode({ attribute }: NodeProto): readonly TensorProto[] {
  return attribute.flatMap(tensorsOfAttribute);
}

function tensorsOfAttribute(attribute: AttributeProto): readonly TensorProto[] {
  const { t, tensors, sparseTensor, sparseTensors, g, graphs } = attribute;
  return [
    ...(t ? [t] : []),
    ...tensors,
    ...[...(sparseTensor ? [sparseTensor] : []), ...sparseTensors].flatMap(tensorsOfSparse),
    ...[...(g ? [g] : []), ...graphs].flatMap(tensorsOf),
  ];
}

function tensorsOfSparse({ values, indices }: SparseTensorProto): readonly TensorProto[] {
  return [values, indices].filter((tensor) => tensor !== undefined);
}

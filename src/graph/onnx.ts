/**
 * Graphs as ONNX files, both ways. Writing collects whatever the outputs depend on; reading gives back what a file
 * holds by name: weights, metadata, inputs and outputs. The protobuf codec is onnx-buf's.
 */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import { known } from '../known.js';
import { externalTensor } from './external-data.js';
import { fromFloat16, toFloat16 } from './float16.js';
import {
  type Attribute,
  type Body,
  type ConstantData,
  type Dimension,
  elementTypes,
  type Node,
  type Tensor,
} from './tensor.js';

/** The version of ONNX's operators that all nodes are written in. */
export const opsetVersion = 18;

const attributeType = { float: 1, int: 2, string: 3, body: 5, floats: 6, ints: 7, strings: 8 } as const;

export type WeightStorage = 'float32' | 'float16';

/** Parameters of fewer values, such as statistics and biases, stay as exact as they are: they weigh next to nothing. */
const fewestInFloat16 = 1024;
/** As ONNX numbers it; no tensor of a graph is computed in it. */
const float16 = 10;

export interface OnnxOptions {
  /** The outputs by the names they get in the file. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Values for parameters, which are then stored in the file; parameters without one become inputs. */
  readonly weights?: ReadonlyMap<string, Float32Array>;
  /** How they are stored: those of many values in 16 bits take half of the room, and the graph widens them. Default: float32. */
  readonly stored?: WeightStorage;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** @returns the bytes of an .onnx file */
export function writeOnnx(options: OnnxOptions): Uint8Array {
  const writer = new Writer(options.weights ?? new Map(), options.stored);
  const graph = writer.graph(options.outputs);
  const domains = writer.usesMicrosoft ? ['', 'com.microsoft'] : [''];
  const model = create(ModelProtoSchema, {
    irVersion: 9n,
    producerName: 'ductus',
    opsetImport: domains.map((domain) => ({ domain, version: domain === '' ? BigInt(opsetVersion) : 1n })),
    metadataProps: Object.entries(options.metadata ?? {}).map(([key, value]) => ({ key, value })),
    graph,
  });
  return toBinary(ModelProtoSchema, model);
}

class Writer {
  usesMicrosoft = false;
  private readonly names = new Map<Node | Tensor['origin'], string>();
  private readonly constants = new Map<string, string>();
  private readonly inputs = new Map<string, ValueInfoProto>();
  private readonly initialisers: TensorProto[] = [];
  /** From what is stored in 16 bits to what is computed with. */
  private readonly widenings: NodeProto[] = [];
  private readonly usedNames = new Set<string>();
  private readonly partCounts = new Map<string, number>();
  private loops = 0;

  constructor(
    private readonly weights: ReadonlyMap<string, Float32Array>,
    private readonly stored: WeightStorage = 'float32',
  ) {}

  graph(outputs: Readonly<Record<string, Tensor>>): GraphProto {
    const nodes: NodeProto[] = [];
    for (const tensor of Object.values(outputs)) this.visit(tensor, nodes);
    for (const [name, tensor] of Object.entries(outputs)) {
      nodes.push(
        create(NodeProtoSchema, {
          opType: 'Identity',
          name: `output.${name}`,
          input: [this.name(tensor)],
          output: [name],
        }),
      );
    }
    return create(GraphProtoSchema, {
      name: 'ductus',
      node: [...this.widenings, ...nodes],
      input: [...this.inputs.values()],
      output: Object.entries(outputs).map(([name, tensor]) => valueInfo(name, tensor)),
      initializer: this.initialisers,
    });
  }

  /** Emits what a tensor depends on. */
  private visit(tensor: Tensor, nodes: NodeProto[]): void {
    const { origin } = tensor;
    if (origin.kind !== 'node') {
      this.leaf(tensor);
      return;
    }
    const { node } = origin;
    if (this.names.has(node)) return;
    for (const source of node.inputs) if (source) this.visit(source, nodes);
    for (const body of bodies(node)) this.captured(body, nodes);
    this.emit(node, nodes);
  }

  /** What a body uses from outside is computed once, before the loop. */
  private captured(body: Body, nodes: NodeProto[]): void {
    const dependent = dependents(body);
    const seen = new Set<Node>();
    const walk = (tensor: Tensor): void => {
      if (tensor.origin.kind !== 'node' || !dependent.has(tensor.origin.node)) {
        if (!body.inputs.includes(tensor)) this.visit(tensor, nodes);
        return;
      }
      if (seen.has(tensor.origin.node)) return;
      seen.add(tensor.origin.node);
      for (const source of tensor.origin.node.inputs) if (source) walk(source);
    };
    for (const output of body.outputs) walk(output);
  }

  private emit(node: Node, nodes: NodeProto[]): void {
    const count = (this.partCounts.get(node.part) ?? 0) + 1;
    this.partCounts.set(node.part, count);
    const name = `${node.part || 'other'}/${node.operator}.${count}`;
    this.names.set(node, name);
    if (node.domain === 'com.microsoft') this.usesMicrosoft = true;
    nodes.push(
      create(NodeProtoSchema, {
        opType: node.operator,
        domain: node.domain,
        name,
        input: node.inputs.map((source) => (source ? this.name(source) : '')),
        output: node.outputs.map((_, index) => `${name}:${index}`),
        attribute: Object.entries(node.attributes).map(([key, value]) => this.attribute(key, value)),
      }),
    );
  }

  private leaf(tensor: Tensor): void {
    const { origin } = tensor;
    if (origin.kind === 'constant') {
      const key = `${tensor.type} ${tensor.shape.join(',')} ${constantKey(origin.data)}`;
      if (this.names.has(origin)) return;
      const same = origin.data.length <= 64 ? this.constants.get(key) : undefined;
      const name = same ?? `constant.${this.initialisers.length}`;
      this.names.set(origin, name);
      if (same) return;
      this.constants.set(key, name);
      this.initialisers.push(tensorProto(name, tensor, origin.data));
    } else if ((origin.kind === 'input' || origin.kind === 'parameter') && !this.usedNames.has(origin.name)) {
      this.usedNames.add(origin.name);
      const stored = origin.kind === 'parameter' ? this.weights.get(origin.name) : undefined;
      if (stored) this.store(origin.name, tensor, stored);
      else this.inputs.set(origin.name, valueInfo(origin.name, tensor));
    }
  }

  private store(name: string, tensor: Tensor, values: Float32Array): void {
    if (this.stored === 'float32' || values.length < fewestInFloat16) {
      this.initialisers.push(tensorProto(name, tensor, values));
      return;
    }
    const narrow = `${name}.float16`;
    const shown = tensorProto(narrow, tensor, values);
    this.initialisers.push({ ...shown, dataType: float16, rawData: bytesOf(toFloat16(values)) });
    const to = this.attribute('to', { int: elementTypes.float32 });
    this.widenings.push(
      create(NodeProtoSchema, {
        opType: 'Cast',
        name: `${name}/Cast`,
        input: [narrow],
        output: [name],
        attribute: [to],
      }),
    );
  }

  private name(tensor: Tensor): string {
    const { origin } = tensor;
    if (origin.kind === 'input' || origin.kind === 'parameter') return origin.name;
    const name = known(this.names.get(origin.kind === 'node' ? origin.node : origin), 'a name of what is used');
    return origin.kind === 'node' ? `${name}:${origin.index}` : name;
  }

  private attribute(name: string, value: Attribute): AttributeProto {
    const encode = (text: string) => new TextEncoder().encode(text);
    if ('int' in value) return create(AttributeProtoSchema, { name, type: attributeType.int, i: BigInt(value.int) });
    if ('float' in value) return create(AttributeProtoSchema, { name, type: attributeType.float, f: value.float });
    if ('string' in value) {
      return create(AttributeProtoSchema, { name, type: attributeType.string, s: encode(value.string) });
    }
    if ('ints' in value) {
      return create(AttributeProtoSchema, { name, type: attributeType.ints, ints: value.ints.map(BigInt) });
    }
    if ('floats' in value) {
      return create(AttributeProtoSchema, { name, type: attributeType.floats, floats: [...value.floats] });
    }
    if ('strings' in value) {
      return create(AttributeProtoSchema, { name, type: attributeType.strings, strings: value.strings.map(encode) });
    }
    return create(AttributeProtoSchema, { name, type: attributeType.body, g: this.body(value.body) });
  }

  /** Loops are counted in the order of the file, so that names are a function of the graph alone. */
  private nameInputs(body: Body): readonly string[] {
    const loop = `scan${this.loops++}`;
    return body.inputs.map(({ origin }) => {
      if (origin.kind !== 'bodyInput')
        throw new Error(`writeOnnx: a loop's inputs must be made by bodyInput, got ${origin.kind}`);
      const name = `${loop}.${origin.label}`;
      this.names.set(origin, name);
      return name;
    });
  }

  private body(body: Body): GraphProto {
    const nodes: NodeProto[] = [];
    const [first] = this.nameInputs(body);
    for (const output of body.outputs) this.visit(output, nodes);
    const outputs = body.outputs.map((tensor, index) => {
      const name = `${first}.out${index}`;
      const producer = nodes.find((node) => node.output.includes(this.name(tensor)));
      const taken = body.outputs.slice(0, index).some((earlier) => this.name(earlier) === this.name(tensor));
      if (producer && !taken) return valueInfo(this.name(tensor), tensor);
      nodes.push(create(NodeProtoSchema, { opType: 'Identity', name, input: [this.name(tensor)], output: [name] }));
      return valueInfo(name, tensor);
    });
    return create(GraphProtoSchema, {
      name: 'body',
      node: nodes,
      input: body.inputs.map((tensor) => valueInfo(this.name(tensor), tensor)),
      output: outputs,
    });
  }
}

function bodies(node: Node): readonly Body[] {
  return Object.values(node.attributes).flatMap((value) => ('body' in value ? [value.body] : []));
}

/** The nodes of a body that depend on its inputs, and so belong inside. */
function dependents(body: Body): ReadonlySet<Node> {
  const inputs = new Set<Tensor['origin']>(body.inputs.map((tensor) => tensor.origin));
  const decided = new Map<Node, boolean>();
  const depends = (tensor: Tensor): boolean => {
    if (tensor.origin.kind !== 'node') return inputs.has(tensor.origin);
    const { node } = tensor.origin;
    const before = decided.get(node);
    if (before !== undefined) return before;
    const result = node.inputs.map((source) => source !== undefined && depends(source)).some((d) => d);
    decided.set(node, result);
    return result;
  };
  for (const output of body.outputs) depends(output);
  return new Set([...decided].flatMap(([node, inside]) => (inside ? [node] : [])));
}

function constantKey(data: ConstantData): string {
  return data.length <= 64
    ? Array.from(data as ArrayLike<number | bigint>, (v) => (Object.is(v, -0) ? '-0' : String(v))).join(',')
    : '';
}

function bytesOf(data: ConstantData | Uint16Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer);
}

function tensorProto(name: string, tensor: Tensor, data: ConstantData): TensorProto {
  const size = tensor.shape.reduce<number>((n, dimension) => n * Number(dimension), 1);
  if (size !== data.length) throw new Error(`writeOnnx: ${name} needs ${size} values, got ${data.length}`);
  return create(TensorProtoSchema, {
    name,
    dataType: elementTypes[tensor.type],
    dims: tensor.shape.map((dimension) => BigInt(dimension)),
    rawData: bytesOf(data),
  });
}

function valueInfo(name: string, tensor: Tensor): ValueInfoProto {
  const dim = tensor.shape.map((size: Dimension) =>
    typeof size === 'number'
      ? { value: { case: 'dimValue' as const, value: BigInt(size) } }
      : { value: { case: 'dimParam' as const, value: size } },
  );
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType: elementTypes[tensor.type], shape: { dim } } } },
  });
}

export interface OnnxContents {
  readonly metadata: ReadonlyMap<string, string>;
  /** float32 initialisers by name, and those in 16 bits by the name of what they are widened to. */
  readonly weights: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The operators used outside the standard, as `domain:operator`. */
  readonly extensions: readonly string[];
}

/** @throws when the bytes are not an ONNX model, or have values in another file */
export function readOnnx(bytes: Uint8Array): OnnxContents {
  const model = decode(bytes);
  const graph = model.graph;
  if (!graph) throw new Error('the file has no graph');
  const external = externalTensor(model);
  if (external) throw new Error(`the values of "${external.name}" lie in another file, and a model is one file`);
  const widened = new Map(graph.node.flatMap((n) => (n.opType === 'Cast' ? [[n.input[0], n.output[0]] as const] : [])));
  const weights = graph.initializer.flatMap((tensor) => {
    const name = tensor.dataType === float16 ? widened.get(tensor.name) : tensor.name;
    const isWeight = tensor.dataType === elementTypes.float32 || tensor.dataType === float16;
    return isWeight && name !== undefined
      ? [[name, { shape: tensor.dims.map(Number), data: floats(tensor) }] as const]
      : [];
  });
  return {
    metadata: new Map(model.metadataProps.map(({ key, value }) => [key, value])),
    weights: new Map(weights),
    inputs: graph.input.map(({ name }) => name),
    outputs: graph.output.map(({ name }) => name),
    extensions: [
      ...new Set(graph.node.flatMap((n) => (n.domain && n.domain !== 'ai.onnx' ? [`${n.domain}:${n.opType}`] : []))),
    ],
  };
}

function decode(bytes: Uint8Array) {
  try {
    // A plain view: the slices of Node's Buffer share its memory.
    return fromBinary(ModelProtoSchema, new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (cause) {
    throw new Error('the bytes are not an ONNX model', { cause });
  }
}

function floats(tensor: TensorProto): Float32Array {
  if (tensor.dataType === float16) {
    // In a list of whole numbers where another program wrote it.
    const { int32Data, rawData } = tensor;
    return fromFloat16(int32Data.length > 0 ? Uint16Array.from(int32Data) : new Uint16Array(rawData.slice().buffer));
  }
  if (tensor.floatData.length > 0) return Float32Array.from(tensor.floatData);
  return new Float32Array(tensor.rawData.slice().buffer);
}

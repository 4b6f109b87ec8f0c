/** Reverse-mode differentiation: from a scalar, or from several tensors with their gradients, back to the leaves. */
import { add } from './operators/elementwise.js';
import { formatShape, type Node, sameShape, type Tensor } from './tensor.js';

/**
 * The gradients of Σ (output · its given gradient) with respect to `wanted`.
 *
 * Only what lies between the outputs and `wanted` is differentiated, so the gradient of an image that nobody asked
 * for costs nothing.
 * @param outputs pairs of a tensor and the gradient that reaches it (of the same shape)
 * @returns one tensor for each of `wanted`, in their order
 * @throws when an output does not depend on one of `wanted`, or when an operator on the way has no gradient
 */
export function gradients(
  outputs: readonly (readonly [output: Tensor, gradient: Tensor])[],
  wanted: readonly Tensor[],
): readonly Tensor[] {
  const needed = new Set<Tensor>(wanted);
  const order = nodesBetween(
    outputs.map(([output]) => output),
    needed,
  );
  const reached = new Map<Tensor, Tensor>();
  for (const [output, gradient] of outputs) accumulate(reached, output, gradient);
  for (const node of order.reverse()) spread(node, reached, needed);
  return wanted.map((tensor) => {
    const gradient = reached.get(tensor);
    if (!gradient) throw new Error(`gradients: no output depends on ${describe(tensor)}`);
    return gradient;
  });
}

/** Nodes on a way from `wanted` to the outputs, inputs first. Marks every tensor on the way in `needed`. */
function nodesBetween(outputs: readonly Tensor[], needed: Set<Tensor>): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const visit = (tensor: Tensor): void => {
    if (tensor.origin.kind !== 'node' || seen.has(tensor.origin.node)) return;
    const { node } = tensor.origin;
    seen.add(node);
    for (const source of node.differentiable) if (source) visit(source);
    if (!node.differentiable.some((source) => source && needed.has(source))) return;
    if (!node.gradient) {
      // Met on the way back it is an error; comparisons and sizes are not on any way.
      if (node.outputs.some((out) => out.type.startsWith('float'))) order.push(node);
      return;
    }
    for (const out of node.outputs) needed.add(out);
    order.push(node);
  };
  for (const output of outputs) visit(output);
  return order;
}

function spread(node: Node, reached: Map<Tensor, Tensor>, needed: ReadonlySet<Tensor>): void {
  const fromOutputs = node.outputs.map((output) => reached.get(output));
  if (fromOutputs.every((gradient) => !gradient)) return;
  if (!node.gradient) throw new Error(`gradients: ${node.operator} has no gradient`);
  const wanted = node.differentiable.map((source) => source !== undefined && needed.has(source));
  const results = node.gradient(fromOutputs, wanted);
  node.differentiable.forEach((source, index) => {
    const gradient = results[index];
    if (source && gradient && wanted[index]) accumulate(reached, source, gradient);
  });
}

function accumulate(reached: Map<Tensor, Tensor>, tensor: Tensor, gradient: Tensor): void {
  if (!sameShape(tensor.shape, gradient.shape)) {
    throw new Error(
      `gradients: ${describe(tensor)} of shape ${formatShape(tensor.shape)} got a gradient of shape ${formatShape(gradient.shape)}`,
    );
  }
  const before = reached.get(tensor);
  reached.set(tensor, before ? add(before, gradient) : gradient);
}

function describe(tensor: Tensor): string {
  const { origin } = tensor;
  if (origin.kind === 'node') return `an output of ${origin.node.operator}`;
  if (origin.kind === 'bodyInput') return `the loop's ${origin.label}`;
  return origin.kind === 'constant' ? 'a constant' : `${origin.kind} ${origin.name}`;
}

/**
 * A training loop of one's own: the network of the first example, the mean of the losses, and Adam. Each step takes the
 * gradients and applies them.
 */
import {
  AdamW,
  ctcLoss,
  denseLayer,
  input,
  int64,
  lstmLayer,
  mul,
  Parameters,
  Program,
  plainAdam,
  Random,
  type RuntimeTensor,
  scalar,
  sum,
} from 'ductus/graph';

const [batch, steps, features, classes] = [3, 20, 64, 30];

const parameters = new Parameters();
const x = input('features', 'float32', [batch, steps, features]);
const losses = ctcLoss({
  logits: denseLayer(lstmLayer(x, 128, parameters, 'lstm'), classes, parameters, 'dense'),
  labels: input('labels', 'int64', [batch, 'L']),
  labelLength: input('labelLength', 'int64', [batch]),
  logitLength: input('logitLength', 'int64', [batch]),
  blankIndex: -1,
});
const program = await Program.compile({ loss: mul(sum(losses), scalar(1 / batch, 'float64')), parameters });
const adam = new AdamW(program.layout, plainAdam, program.weights);

async function trainStep(inputs: Readonly<Record<string, RuntimeTensor>>, step: number): Promise<number> {
  const { outputs, gradient } = await program.run(inputs);
  adam.step(program.weights, gradient, 0.001, step);
  return outputs.loss?.data[0] as number;
}

const random = new Random('features');
const inputs = {
  features: {
    data: Float32Array.from({ length: batch * steps * features }, () => random.normal()),
    shape: [batch, steps, features],
  },
  labels: int64([1, 2, 3, 0, 0, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0], [batch, 5]),
  labelLength: int64([3, 5, 4]),
  logitLength: int64([steps, steps, steps]),
};
for (let step = 1; step <= 50; step++) {
  const loss = await trainStep(inputs, step);
  if (step === 1 || step % 10 === 0) console.log(`step ${step}: loss ${loss.toFixed(2)}`);
}
await program.dispose();

/* Prints:
step 1: loss 54.53
step 10: loss 34.51
step 20: loss 15.48
step 30: loss 10.32
step 40: loss 6.98
step 50: loss 4.78
*/

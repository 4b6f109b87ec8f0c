"""The CTC of PyTorch and TensorFlow for the benchmark: reads lines "NAME T B K L", answers with milliseconds."""

import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np

peers = {}


def problem(t, b, k, length):
    rng = np.random.default_rng(1)
    return rng.standard_normal((t, b, k)).astype("float32"), rng.integers(1, k, (b, length))


try:
    import torch

    torch.set_num_threads(2)

    def with_torch(t, b, k, length):
        scores, labels = problem(t, b, k, length)
        logits = torch.tensor(scores, requires_grad=True)
        labels = torch.tensor(labels)
        frames, lengths = torch.full((b,), t), torch.full((b,), length)

        def run():
            logits.grad = None
            log_probs = logits.log_softmax(2)
            torch.nn.functional.ctc_loss(log_probs, labels, frames, lengths, reduction="sum").backward()

        return run

    peers["torch"] = with_torch
except ImportError:
    pass

try:
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(2)

    def with_tensorflow(t, b, k, length):
        scores, labels = problem(t, b, k, length)
        logits, labels = tf.constant(scores), tf.constant(labels, tf.int32)
        frames, lengths = tf.fill([b], t), tf.fill([b], length)

        @tf.function
        def step():
            with tf.GradientTape() as tape:
                tape.watch(logits)
                loss = tf.reduce_sum(tf.nn.ctc_loss(labels, logits, lengths, frames, blank_index=0))
            return tape.gradient(loss, logits)

        return lambda: step().numpy()

    def with_tensorflow_beam(t, b, k, length):
        scores, _ = problem(t, b, k, length)
        logits = tf.constant(3 * scores)
        frames = tf.fill([b], t)
        return lambda: tf.nn.ctc_beam_search_decoder(logits, frames, beam_width=25)[1].numpy()

    peers["tensorflow"] = with_tensorflow
    peers["tensorflow-beam"] = with_tensorflow_beam
except ImportError:
    pass

print(" ".join(peers), flush=True)
made = {}
for line in sys.stdin:
    name, *sizes = line.split()
    if line not in made:
        made[line] = peers[name](*map(int, sizes))
    started = time.perf_counter()
    made[line]()
    print(1000 * (time.perf_counter() - started), flush=True)

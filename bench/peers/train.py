"""PyTorch's training step and reading of the benchmark's networks: reads lines "train|read:NETWORK BATCH WIDTH"."""

import sys
import time

try:
    import torch
    from torch import nn
except ImportError:
    print("", flush=True)
    sys.exit()

torch.set_num_threads(2)
torch.set_flush_denormal(True)
torch.manual_seed(1)
CLASSES, LABELS = 80, 40


def conv(inputs, outputs, kernel, activation=nn.ReLU):
    return [nn.Conv2d(inputs, outputs, kernel, padding=tuple(k // 2 for k in kernel)), activation()]


def pool(y, x):
    return [nn.MaxPool2d((y, x))]


# As `networks` in bench/train.ts: line height, layers, features of a column, sizes of the LSTMs, dropout.
NETWORKS = {
    "fixed": (
        48,
        lambda: [*conv(1, 16, (3, 3)), *pool(2, 2), *conv(16, 32, (3, 3)), *pool(2, 2)]
        + [*conv(32, 64, (3, 3)), *pool(2, 1), *conv(64, 96, (3, 3)), *pool(2, 1)],
        3 * 96,
        [128, 128],
        0,
    ),
    "kraken": (
        120,
        lambda: [*conv(1, 32, (3, 13)), nn.Dropout2d(0.1), *pool(2, 2), *conv(32, 32, (3, 13)), nn.Dropout2d(0.1)]
        + [*pool(2, 2), *conv(32, 64, (3, 9)), nn.Dropout2d(0.1), *pool(2, 2), *conv(64, 64, (3, 9)), nn.Dropout2d(0.1)],
        15 * 64,
        [200, 200, 200],
        0.1,
    ),
    "calamari": (
        48,
        lambda: [*conv(1, 40, (3, 3)), *pool(2, 2), *conv(40, 60, (3, 3)), *pool(2, 2)],
        12 * 60,
        [200],
        0.5,
    ),
    "pylaia": (
        128,
        lambda: [*conv(1, 16, (3, 3), nn.LeakyReLU), *pool(2, 2), *conv(16, 16, (3, 3), nn.LeakyReLU), *pool(2, 2)]
        + [*conv(16, 32, (3, 3), nn.LeakyReLU), *pool(2, 2), *conv(32, 32, (3, 3), nn.LeakyReLU)],
        16 * 32,
        [256, 256, 256],
        0.5,
    ),
}


class Reader(nn.Module):
    def __init__(self, name):
        super().__init__()
        self.height, layers, features, sizes, dropout = NETWORKS[name]
        self.cnn = nn.Sequential(*layers())
        inputs = [features, *(2 * size for size in sizes[:-1])]
        self.lstms = nn.ModuleList(nn.LSTM(i, size, bidirectional=True) for i, size in zip(inputs, sizes))
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(2 * sizes[-1], CLASSES)

    def forward(self, image):
        columns = self.cnn(image).permute(3, 0, 1, 2).flatten(2)
        for lstm in self.lstms:
            columns = self.dropout(lstm(columns)[0])
        return self.output(columns).log_softmax(2)


def train(name, batch, width):
    model = Reader(name)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.01)
    image = torch.rand(batch, 1, model.height, width)
    labels = torch.randint(1, CLASSES, (batch, LABELS))
    lengths = torch.full((batch,), LABELS)

    def run():
        optimizer.zero_grad(set_to_none=True)
        log_probs = model(image)
        frames = torch.full((batch,), log_probs.shape[0])
        loss = nn.functional.ctc_loss(log_probs, labels, frames, lengths, reduction="sum") / (batch * LABELS)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1)
        optimizer.step()

    return run


def read(name, batch, width):
    model = Reader(name).eval()
    image = torch.rand(batch, 1, model.height, width)

    def run():
        with torch.inference_mode():
            model(image)

    return run


print(" ".join(f"{what}:{name}" for what in ("train", "read") for name in NETWORKS), flush=True)
made = {}
for line in sys.stdin:
    if line not in made:
        task, batch, width = line.split()
        what, name = task.split(":")
        made[line] = {"train": train, "read": read}[what](name, int(batch), int(width))
    started = time.perf_counter()
    made[line]()
    print(1000 * (time.perf_counter() - started), flush=True)

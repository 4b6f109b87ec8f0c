"""A network of a specification in PyTorch."""

import re

import torch
from torch import nn

torch.set_num_threads(2)
torch.set_flush_denormal(True)
torch.manual_seed(1)

CHUNK = 8


@torch.jit.script
def from_chunk_to_chunk(keep, gain):
    state, before = torch.zeros_like(gain[0]), []
    for chunk in range(keep.shape[0]):
        before.append(state)
        state = keep[chunk] * state + gain[chunk]
    return torch.stack(before)


def linear_recurrence(keep, gain):
    """state = keep * state + gain over axis 0, eight steps at once as ours: the plain loop is slower."""
    steps = keep.shape[0]
    missing = (0, 0) * (keep.dim() - 1) + (0, -steps % CHUNK)
    keep, gain = (nn.functional.pad(x, missing).unflatten(0, (-1, CHUNK)).unbind(1) for x in (keep, gain))
    left, since = [keep[0]], [gain[0]]
    for place in range(1, CHUNK):
        left.append(left[-1] * keep[place])
        since.append(since[-1] * keep[place] + gain[place])
    before = from_chunk_to_chunk(left[-1], since[-1])
    states = [share * before + gained for share, gained in zip(left, since)]
    return torch.stack(states, 1).flatten(0, 1)[:steps]


class Sru(nn.Module):
    """Both directions beside each other; gates f, r and the values c, s as src/graph/operators/sru.ts has them."""

    def __init__(self, inputs, size):
        super().__init__()
        self.size = size
        self.products = nn.ModuleList(nn.Linear(inputs, 4 * size) for _ in range(2))

    def forward(self, columns):
        read = columns, columns.flip(0)
        sums = torch.stack([product(x) for product, x in zip(self.products, read)], 2)
        gates, candidate, skipped = sums.split((2 * self.size, self.size, self.size), -1)
        forget, reset = gates.sigmoid().chunk(2, -1)
        states = linear_recurrence(forget, (1 - forget) * candidate)
        hidden = skipped + reset * (states - skipped)
        return torch.cat((hidden[:, :, 0], hidden[:, :, 1].flip(0)), -1)


class Reader(nn.Module):
    """The network of a specification; tokens as in docs/support.md, without names, of convolutions, pools, norm, dropout, BiLSTMs and SRUs."""

    def __init__(self, spec, classes):
        super().__init__()
        tokens = spec.strip("[]").split("_")
        self.height = rows = int(tokens.pop(0).split(",")[1])
        channels, image, columns = 1, [], []
        for token in tokens:
            amounts = [float(amount) for amount in re.findall(r"[\d.]+", token)]
            if token.startswith("C"):
                (y, x, outputs), activation = map(int, amounts), nn.LeakyReLU if token.startswith("Cl") else nn.ReLU
                image += [nn.Conv2d(channels, outputs, (y, x), padding=(y // 2, x // 2)), activation()]
                channels = outputs
            elif token.startswith("Mp"):
                y, x = map(int, amounts)
                image.append(nn.MaxPool2d((y, x)))
                rows //= y
            elif token == "Bn":
                image.append(nn.BatchNorm2d(channels))
            elif token.startswith("Do"):
                dropout = nn.Dropout2d if len(amounts) > 1 else nn.Dropout
                (columns or image).append(dropout(amounts[0] if amounts else 0.5))
            elif token.startswith("S1"):
                channels, rows = channels * rows, 1
            elif token.startswith(("Lbx", "Sbx")):
                size = int(amounts[0])
                columns.append(nn.LSTM(channels, size, bidirectional=True) if token[0] == "L" else Sru(channels, size))
                channels = 2 * size
            else:
                raise ValueError(token)
        self.image, self.columns = nn.Sequential(*image), nn.ModuleList(columns)
        self.output = nn.Linear(channels, classes)

    def forward(self, image):
        columns = self.image(image).permute(3, 0, 1, 2).flatten(2)
        for layer in self.columns:
            columns = layer(columns)[0] if isinstance(layer, nn.LSTM) else layer(columns)
        return self.output(columns).log_softmax(2)

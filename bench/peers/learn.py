"""
PyTorch's training, fed from outside. Reads lines of JSON, each with the arrays that it names behind it as bytes:
  network: spec, classes, exact, options of the optimiser, names and shapes of all weights in their order -> "ready"
  step: step, rate, units and the shapes of each part's arrays -> "LOSS MILLISECONDS"
  weights: -> the averaged weights in their order, as bytes in base64
"""

import base64
import json
import sys
import time

try:
    import torch
    from torch import nn

    from reader import Reader
except ImportError:
    print("", flush=True)
    sys.exit()


class ExactNorm(nn.Module):
    """Batch norm that counts the valid columns alone, as src/network/layers/batch-norm.ts does."""

    def __init__(self, norm):
        super().__init__()
        self.norm = norm

    def forward(self, x, mask):
        norm = self.norm
        count = mask.sum() * x.shape[2]
        mean = (x * mask).sum((0, 2, 3), keepdim=True) / count
        variance = ((x - mean) ** 2 * mask).sum((0, 2, 3), keepdim=True) / count
        norm.running_mean.lerp_(mean.detach().flatten(), norm.momentum)
        norm.running_var.lerp_(variance.detach().flatten(), norm.momentum)
        scale, shift = (values.view(1, -1, 1, 1) for values in (norm.weight, norm.bias))
        return (x - mean) / torch.sqrt(variance + norm.eps) * scale + shift


def below(widths, columns):
    """[B, 1, 1, W]: 1 on the valid columns."""
    return (torch.arange(columns) < widths[:, None]).float()[:, None, None]


def turned(columns, frames):
    """Each line's frames from its last to its first: [T, B, C]."""
    steps = torch.arange(columns.shape[0])[:, None]
    index = torch.where(steps < frames, frames - 1 - steps, steps)
    return columns.gather(0, index[:, :, None].expand_as(columns))


def one_way(layer, columns, suffix):
    names = [f"{name}_l0{suffix}" for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
    start = torch.zeros(1, columns.shape[1], layer.hidden_size)
    weights = [getattr(layer, name) for name in names]
    return torch.lstm(columns, (start, start), weights, True, 1, 0.0, True, False, False)[0]


def exact(model, image, widths):
    """The network with masks: what padding holds never matters. @returns log-probabilities [T, B, K]"""
    x = image
    for layer in model.image:
        if isinstance(layer, nn.Conv2d):
            x = layer(x * below(widths, x.shape[3]))
        elif isinstance(layer, nn.BatchNorm2d):
            x = ExactNorm(layer)(x, below(widths, x.shape[3]))
        else:
            x = layer(x)
        if isinstance(layer, nn.MaxPool2d):
            widths = widths // layer.kernel_size[1]
    columns = x.permute(3, 0, 1, 2).flatten(2)
    for layer in model.columns:
        if isinstance(layer, nn.LSTM):
            reverse = turned(one_way(layer, turned(columns, widths), "_reverse"), widths)
            columns = torch.cat((one_way(layer, columns, ""), reverse), 2)
        else:
            columns = layer(columns)
    return model.output(columns).log_softmax(2)


def regated(tensor):
    """The gates i, o, f, g of our files as PyTorch's i, f, g, o."""
    i, o, f, g = tensor.chunk(4, 0)
    return torch.cat((i, f, g, o))


def ungated(tensor):
    i, f, g, o = tensor.chunk(4, 0)
    return torch.cat((i, o, f, g))


class Weights:
    """The weights of a model by the names that they have in our files."""

    def __init__(self, model):
        self.places = {}
        for kind, prefix in ((nn.Conv2d, "conv"), (nn.BatchNorm2d, "batchNorm")):
            layers = [layer for layer in model.image if isinstance(layer, kind)]
            for n, layer in enumerate(layers):
                if kind is nn.Conv2d:
                    self.places |= {f"conv{n}.filters": [layer.weight], f"conv{n}.bias": [layer.bias]}
                    continue
                self.places |= {
                    f"{prefix}{n}.{name}": [tensor]
                    for name, tensor in (
                        ("scale", layer.weight),
                        ("shift", layer.bias),
                        ("mean", layer.running_mean),
                        ("variance", layer.running_var),
                    )
                }
        for n, layer in enumerate(layer for layer in model.columns if isinstance(layer, nn.LSTM)):
            for name, of in (("input", "weight_ih"), ("recurrent", "weight_hh"), ("bias", "bias_ih")):
                self.places[f"lstm{n}.{name}"] = [getattr(layer, f"{of}_l0{suffix}") for suffix in ("", "_reverse")]
            # Ours has one bias; of two, each would move by a whole step.
            for suffix in ("", "_reverse"):
                bias = getattr(layer, f"bias_hh_l0{suffix}")
                nn.init.zeros_(bias)
                bias.requires_grad_(False)
        self.places |= {"output.weights": [model.output.weight], "output.bias": [model.output.bias]}

    def put(self, name, values):
        parts = self.places[name]
        with torch.no_grad():
            if name.startswith("lstm"):
                for part, direction in zip(parts, values):
                    part.copy_(regated(direction))
            else:
                parts[0].copy_(values.T if name == "output.weights" else values)

    def of(self, name, averages):
        parts = [averages[id(part)] for part in self.places[name]]
        if name.startswith("lstm"):
            return torch.stack([ungated(part) for part in parts])
        return parts[0].T.contiguous() if name == "output.weights" else parts[0]


def floats(count):
    return torch.frombuffer(bytearray(sys.stdin.buffer.read(4 * count)), dtype=torch.float32)


def wholes(count):
    return torch.frombuffer(bytearray(sys.stdin.buffer.read(8 * count)), dtype=torch.int64)


class Learner:
    def __init__(self, told):
        self.told = told
        self.model = Reader(told["spec"], told["classes"])
        self.weights = Weights(self.model)
        for name, shape in told["weights"]:
            self.weights.put(name, floats(torch.Size(shape).numel()).view(shape))
        self.trained = [part for part in self.model.parameters() if part.requires_grad]
        groups = [
            {"params": [part for part in self.trained if part.dim() > 1], "weight_decay": told["weightDecay"]},
            {"params": [part for part in self.trained if part.dim() <= 1], "weight_decay": 0},
        ]
        self.optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.999), eps=1e-8, fused=True)
        running = [buffer for buffer in self.model.buffers() if buffer.is_floating_point()]
        self.followed = [part.detach() for part in (*self.model.parameters(), *running)]
        self.averages = [part.clone() for part in self.followed]
        self.by_part = {
            id(part): average for part, average in zip((*self.model.parameters(), *running), self.averages)
        }

    def batch(self, parts):
        """The parts that we give to sessions, as one batch."""
        read = [
            (
                floats(lines * height * width).view(lines, 1, height, width),
                wholes(lines),
                wholes(lines * longest).view(lines, longest),
                wholes(lines),
            )
            for lines, height, width, longest in parts
        ]
        widest = max(image.shape[3] for image, *_ in read)
        widest = -(-widest // self.told["stride"]) * self.told["stride"]
        longest = max(labels.shape[1] for _, _, labels, _ in read)
        image = torch.cat([nn.functional.pad(image, (0, widest - image.shape[3])) for image, *_ in read])
        labels = torch.cat([nn.functional.pad(labels, (0, longest - labels.shape[1])) for _, _, labels, _ in read])
        return image, torch.cat([widths for _, widths, *_ in read]), labels, torch.cat([part[3] for part in read])

    def step(self, told):
        image, widths, labels, lengths = self.batch(told["parts"])
        started = time.perf_counter()
        stride = self.told["stride"]
        rounded = (widths + stride - 1) // stride * stride
        for group in self.optimizer.param_groups:
            group["lr"] = told["rate"]
        self.optimizer.zero_grad(set_to_none=True)
        log_probs = exact(self.model, image, rounded) if self.told["exact"] else self.model(image)
        losses = nn.functional.ctc_loss(
            log_probs, labels, rounded // stride, lengths, reduction="none", zero_infinity=True
        )
        loss = losses.sum() / told["units"]
        loss.backward()
        nn.utils.clip_grad_norm_(self.trained, self.told["clipNorm"])
        self.optimizer.step()
        number = told["step"]
        kept = min(self.told["averageDecay"], (1 + number) / (10 + number))
        torch._foreach_lerp_(self.averages, self.followed, 1 - kept)
        value = loss.item()
        return value, 1000 * (time.perf_counter() - started)


print("learn", flush=True)
learner = None
while line := sys.stdin.buffer.readline():
    told = json.loads(line)
    if told["what"] == "network":
        learner = Learner(told)
        print("ready", flush=True)
    elif told["what"] == "step":
        print(*learner.step(told), flush=True)
    else:
        averages = [learner.weights.of(name, learner.by_part).flatten() for name, _ in learner.told["weights"]]
        print(base64.b64encode(torch.cat(averages).numpy().tobytes()).decode(), flush=True)

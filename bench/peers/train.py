"""PyTorch's training step and reading: reads lines "train|read SPEC CLASSES LABELS WIDTHS", a specification in VGSL with _ for blanks."""

import sys
import time

try:
    import torch
    from torch import nn

    from reader import Reader
except ImportError:
    print("", flush=True)
    sys.exit()


def images(model, widths):
    return torch.rand(len(widths), 1, model.height, max(widths))


def train(spec, classes, labels, widths):
    model = Reader(spec, classes)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.01)
    image, batch = images(model, widths), len(widths)
    targets = torch.randint(1, classes, (batch, labels))
    lengths = torch.full((batch,), labels)

    def run():
        optimizer.zero_grad(set_to_none=True)
        log_probs = model(image)
        frames = torch.tensor([width * log_probs.shape[0] // max(widths) for width in widths])
        loss = nn.functional.ctc_loss(log_probs, targets, frames, lengths, reduction="sum") / (batch * labels)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1)
        optimizer.step()

    return run


def read(spec, classes, _, widths):
    model = Reader(spec, classes).eval()
    image = images(model, widths)

    def run():
        with torch.inference_mode():
            model(image)

    return run


print("train read", flush=True)
made = {}
for line in sys.stdin:
    if line not in made:
        what, spec, classes, labels, widths = line.split()
        task = {"train": train, "read": read}[what]
        made[line] = task(spec, int(classes), int(labels), [int(width) for width in widths.split(",")])
    started = time.perf_counter()
    made[line]()
    print(1000 * (time.perf_counter() - started), flush=True)

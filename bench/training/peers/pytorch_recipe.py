"""The reference network trained on MNIST by PyTorch: how right it gets, and in what time.

Run: python3 pytorch_recipe.py --mnist-dir DIR [--seed 1] [--epochs 2] [--batch 128] [--lr 0.2] [--warmup 0.2]
     [--threads 2]
The recipe is that of `digits train --preset fast`.
Prints one line of JSON: the accuracy on the test set, and the seconds that training took (loading and testing are not
in there).
"""

import argparse
import gzip
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from pytorch_peer import reference_network

# The first ones train; the 5,000 after them validate, here they are left alone.
TRAINING_IMAGES = 55_000


def read_idx(path: Path) -> np.ndarray:
    data = gzip.decompress(path.read_bytes())
    rank = data[3]
    shape = np.frombuffer(data, ">u4", rank, offset=4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(shape)


def load(folder: Path, part: str) -> tuple[torch.Tensor, torch.Tensor]:
    images = read_idx(folder / f"{part}-images-idx3-ubyte.gz").astype(np.float32) / np.float32(255)
    labels = read_idx(folder / f"{part}-labels-idx1-ubyte.gz").astype(np.int64)
    return torch.from_numpy(images).unsqueeze(1), torch.from_numpy(labels)


def initialise(model: nn.Module) -> None:
    """He's uniform weights, biases of 0."""
    with torch.no_grad():
        for layer in model.modules():
            if isinstance(layer, (nn.Conv2d, nn.Linear)):
                bound = math.sqrt(6 / layer.weight[0].numel())
                layer.weight.uniform_(-bound, bound)
                layer.bias.zero_()


def learning_rate(step: int, total: int, highest: float, warmup: float) -> float:
    """Linear from 0 to the highest in the warm-up's share of the steps, linear to 0 after it; at the step's middle."""
    position = (step + 0.5) / total
    if position < warmup:
        return highest * position / warmup
    return highest * (1 - position) / (1 - warmup)


def train(model: nn.Module, images: torch.Tensor, labels: torch.Tensor, options: argparse.Namespace) -> float:
    """The seconds that it took."""
    optimizer = torch.optim.SGD(
        [
            {"params": [value for name, value in model.named_parameters() if name.endswith("weight")]},
            {"params": [value for name, value in model.named_parameters() if name.endswith("bias")], "weight_decay": 0},
        ],
        lr=options.lr,
        momentum=0.9,
        nesterov=True,
        weight_decay=5e-4,
    )
    steps = len(images) // options.batch
    total = steps * options.epochs
    model.train()
    start = time.perf_counter()
    for epoch in range(options.epochs):
        order = torch.randperm(len(images))
        for index in range(steps):
            rate = learning_rate(epoch * steps + index, total, options.lr, options.warmup)
            for group in optimizer.param_groups:
                group["lr"] = rate
            chosen = order[index * options.batch : (index + 1) * options.batch]
            optimizer.zero_grad(set_to_none=True)
            loss = nn.functional.cross_entropy(model(images[chosen]), labels[chosen], label_smoothing=0.05)
            loss.backward()
            optimizer.step()
    return time.perf_counter() - start


def accuracy(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    model.eval()
    with torch.inference_mode():
        right = sum(
            (model(some).argmax(1) == truth).sum().item()
            for some, truth in zip(images.split(1_000), labels.split(1_000))
        )
    return right / len(labels)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mnist-dir", type=Path, required=True, help="the folder with MNIST's four .gz files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--lr", type=float, default=0.2, help="the highest learning rate")
    parser.add_argument("--warmup", type=float, default=0.2, help="share of the steps that warm up")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    images, labels = load(options.mnist_dir, "train")
    test_images, test_labels = load(options.mnist_dir, "t10k")
    torch.manual_seed(options.seed)
    model = reference_network()
    initialise(model)
    seconds = train(model, images[:TRAINING_IMAGES], labels[:TRAINING_IMAGES], options)
    print(
        json.dumps(
            {
                "accuracy": accuracy(model, test_images, test_labels),
                "seconds": seconds,
                "epochs": options.epochs,
                "batch": options.batch,
                "learningRate": options.lr,
                "seed": options.seed,
            }
        )
    )


if __name__ == "__main__":
    main()

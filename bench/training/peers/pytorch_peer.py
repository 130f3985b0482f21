"""PyTorch on the CPU as a peer of the training benchmark; README.md says what it is asked and what it answers.

Run: python3 pytorch_peer.py [--threads N] [--channels-last]
"""

import argparse
import json
import platform
import sys
import time

import torch
from torch import nn

IMAGES = 6_000
WARM_UP_STEPS = 5


def reference_network() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 24, 5),
        nn.MaxPool2d(2),
        nn.ReLU(),
        nn.Conv2d(24, 32, 3),
        nn.MaxPool2d(2),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(800, 128),
        nn.ReLU(),
        nn.Linear(128, 10),
    )


def batch_norm_network() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1),
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1),
        nn.BatchNorm2d(64),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Dropout(0.25),
        nn.Flatten(),
        nn.Linear(3136, 128),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(128, 10),
    )


NETWORKS = {"reference": reference_network, "batch-norm": batch_norm_network}


class Trainer:
    """A network with its optimiser, which goes on where it stopped."""

    def __init__(self, network: str, memory_format: torch.memory_format) -> None:
        self.model = NETWORKS[network]().to(memory_format=memory_format).train()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.01, momentum=0.9)
        self.warm: set[int] = set()
        self.next_image = 0

    def step(self, images: torch.Tensor, labels: torch.Tensor, batch: int) -> None:
        if self.next_image + batch > len(images):
            self.next_image = 0
        here = slice(self.next_image, self.next_image + batch)
        self.next_image += batch
        self.optimizer.zero_grad(set_to_none=True)
        loss = nn.functional.cross_entropy(self.model(images[here]), labels[here])
        loss.backward()
        self.optimizer.step()


class Peer:
    def __init__(self, channels_last: bool) -> None:
        torch.manual_seed(1)
        self.channels_last = channels_last
        self.memory_format = torch.channels_last if channels_last else torch.contiguous_format
        self.images = torch.rand(IMAGES, 1, 28, 28).contiguous(memory_format=self.memory_format)
        self.labels = torch.randint(10, (IMAGES,))
        self.trainers: dict[str, Trainer] = {}

    def describe(self) -> dict:
        version = torch.__version__.split("+")[0]
        return {
            "name": f"PyTorch {version}" + (", channels last" if self.channels_last else ""),
            "detail": f"eager, float32, threads: {torch.get_num_threads()}, "
            f"{torch.backends.cpu.get_cpu_capability()}, Python {platform.python_version()}",
        }

    def train(self, network: str, batch: int, seconds: float) -> dict:
        if network not in NETWORKS:
            raise ValueError(f"no such network: {network}")
        if not 1 <= batch <= IMAGES:
            raise ValueError(f"batch must be 1 to {IMAGES}")
        if network not in self.trainers:
            self.trainers[network] = Trainer(network, self.memory_format)
        trainer = self.trainers[network]
        if batch not in trainer.warm:
            for _ in range(WARM_UP_STEPS):
                trainer.step(self.images, self.labels, batch)
            trainer.warm.add(batch)
        steps, elapsed = repeat(lambda: trainer.step(self.images, self.labels, batch), seconds)
        return {"imagesPerSecond": steps * batch / elapsed, "steps": steps}

    def gemm(self, size: int, seconds: float) -> dict:
        a, b, product = torch.rand(size, size), torch.rand(size, size), torch.empty(size, size)
        for _ in range(3):
            torch.mm(a, b, out=product)
        times, elapsed = repeat(lambda: torch.mm(a, b, out=product), seconds)
        return {"gflops": times * 2 * size**3 / elapsed / 1e9}

    def answer(self, request: dict) -> dict:
        if request.get("describe"):
            return self.describe()
        if "gemm" in request:
            return self.gemm(request["gemm"], request["seconds"])
        return self.train(request["network"], request["batch"], request["seconds"])


def repeat(action, seconds: float) -> tuple[int, float]:
    """Does it, once at least, until the time is over; how often that was, and how long it took."""
    start = time.perf_counter()
    times = 0
    while True:
        action()
        times += 1
        elapsed = time.perf_counter() - start
        if elapsed >= seconds:
            return times, elapsed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--channels-last", action="store_true", help="keep images and weights in NHWC order")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    peer = Peer(options.channels_last)
    for line in sys.stdin:
        if not line.strip():
            continue
        try:
            answer = peer.answer(json.loads(line))
        except (KeyError, TypeError, ValueError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()

"""What every training step shares: state on disk, averaged weights, the schedule, and the log."""

import copy
import json
import math
import os
import time
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file


def save_weights(path: Path, weights: dict[str, torch.Tensor]) -> None:
    """Safetensors, floats as fp16 except single numbers; the old file stays until the new one is whole."""
    part = path.with_suffix(".part")
    half = lambda tensor: tensor.half() if tensor.is_floating_point() and tensor.numel() > 1 else tensor
    save_file({name: half(tensor.detach()).contiguous() for name, tensor in weights.items()}, part)
    os.replace(part, path)


def load_weights(path: Path) -> dict[str, torch.Tensor]:
    return {name: tensor.float() if tensor.is_floating_point() else tensor for name, tensor in load_file(path).items()}


def cosine(done: float) -> float:
    """Learning rate as a share of its highest: 1 at the start, 0.03 when `done` is 1."""
    return 0.5 * (1 + math.cos(math.pi * min(1.0, done))) * 0.97 + 0.03


class Run:
    """One model in training: `folder` holds state.pt, average.safetensors, log.jsonl; begins where it stopped.

    The averaged weights are the ones to use. `pictures` is what has been seen in all sessions together and drives the
    schedule; the run is over at `target` pictures, or for now after `minutes`.
    """

    def __init__(self, folder: Path, model, optimizer, target: int, minutes: float | None, decay=0.998, chief=True):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.model, self.optimizer, self.chief = folder, model, optimizer, chief
        self.average = copy.deepcopy(model).eval().requires_grad_(False)
        self.rates = [group["lr"] for group in optimizer.param_groups]
        self.target, self.minutes, self.decay = target, minutes, decay
        self.pictures, self.seconds, self.steps = 0, 0.0, 0
        self.means: dict[str, float] = {}
        self.began = self.ticked = self.saved = self.measured = time.monotonic()
        if (folder / "state.pt").exists():
            self._resume()

    def _resume(self) -> None:
        state = torch.load(self.folder / "state.pt")
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        counters = state["counters"]
        self.pictures, self.seconds, self.steps = counters["pictures"], counters["seconds"], counters["step"]

    def start_from(self, weights: dict[str, torch.Tensor]) -> None:
        """Averaged weights of an earlier run; only where this run has no state of its own."""
        if self.steps == 0:
            self.model.load_state_dict(weights)
            self.average.load_state_dict(weights)

    @property
    def done(self) -> float:
        return self.pictures / self.target

    @property
    def over(self) -> bool:
        stopped = (self.folder / "stop").exists()
        late = self.minutes is not None and time.monotonic() - self.began > 60 * self.minutes
        return self.done >= 1 or late or stopped

    def schedule(self, warm_up: int = 100) -> None:
        """Sets the learning rates for the next step."""
        for group, rate in zip(self.optimizer.param_groups, self.rates):
            group["lr"] = rate * min(1.0, (self.steps + 1) / warm_up) * cosine(self.done)

    def step(self, loss: torch.Tensor, pictures: int, clip: float = 1.0, share=None, **figures: float) -> None:
        """One update of weights and averages. `share` may change the gradients before they are clipped."""
        self.schedule()
        self.optimizer.zero_grad()
        loss.backward()
        if share:
            share(self.model)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), clip)
        self.optimizer.step()
        self.steps += 1
        keep = min(self.decay, (self.steps + 1) / (self.steps + 10)) if self.decay < 1 else 0.0
        with torch.no_grad():
            for mean, value in zip(self.average.state_dict().values(), self.model.state_dict().values()):
                mean.lerp_(value, 1 - keep) if mean.is_floating_point() else mean.copy_(value)
        now = time.monotonic()
        self.pictures += pictures
        self.seconds, self.ticked = self.seconds + now - self.ticked, now
        for name, value in {"loss": loss.item(), **figures}.items():
            self.means[name] = self.means.get(name, value) * 0.98 + 0.02 * value
        if self.chief and self.steps % 50 == 0:
            self.log(**self.means)
        if self.chief and now - self.saved > 180:
            self.save()

    def due(self, minutes: float = 20) -> bool:
        """True every `minutes`: time to measure on held-out data."""
        if not self.chief or time.monotonic() - self.measured < 60 * minutes:
            return False
        self.measured = time.monotonic()
        return True

    def log(self, **figures: float) -> None:
        row = {"time": time.strftime("%Y-%m-%d %H:%M:%S"), "pictures": self.pictures, "hours": round(self.seconds / 3600, 3)}
        row |= {name: round(float(value), 4) for name, value in figures.items()}
        line = json.dumps(row)
        print(line, flush=True)
        with open(self.folder / "log.jsonl", "a") as file:
            file.write(line + "\n")

    def save(self) -> None:
        """Writes state and averaged weights; a process killed in between leaves the old files whole."""
        if not self.chief:
            return
        counters = {"pictures": self.pictures, "seconds": self.seconds, "step": self.steps}
        state = {"model": self.model.state_dict(), "average": self.average.state_dict()}
        state |= {"optimizer": self.optimizer.state_dict(), "counters": counters}
        torch.save(state, self.folder / "state.part")
        os.replace(self.folder / "state.part", self.folder / "state.pt")
        save_weights(self.folder / "average.safetensors", self.average.state_dict())
        self.saved = time.monotonic()

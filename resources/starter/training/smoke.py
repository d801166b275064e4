"""`python -m training smoke`: every step once, tiny, in an empty scratch folder; what comes out is loaded and looked at."""

import importlib
import json
import math

import numpy as np
import torch

from . import vqgan
from .bpe import Tokenizer
from .clip_model import Clip
from .run import load_weights
from .sizes import TINY


def _expect(holds: bool, what: str) -> None:
    if not holds:
        raise RuntimeError(f"the smoke run finds that {what}")


def _logged(folder, steps: int) -> None:
    counters = torch.load(folder / "state.pt")["counters"]
    _expect(counters["step"] >= steps and counters["seconds"] > 0, f"{folder.name} made {counters['step']} steps, not {steps}")
    last = json.loads((folder / "log.jsonl").read_text().splitlines()[-1])
    figures = [value for value in last.values() if isinstance(value, float)]
    _expect(all(map(math.isfinite, figures)), f"{folder.name} logs a figure that is no number: {last}")


def check_files(work) -> None:
    """The exported VQGAN loads strictly, and its file has the program's layout."""
    pack = work / "pack"
    written = load_weights(pack / "vqgan.safetensors")
    decoder, encoder = vqgan.Decoder(), vqgan.Encoder()
    part = lambda name: {key.removeprefix(name): value for key, value in written.items() if key.startswith(name)}
    decoder.load_state_dict(part("decoder."))
    encoder.load_state_dict(part("encoder."))
    _expect(written["quantize.embedding.weight"].shape == (792, 256), "the codebook has another shape than 792 x 256")
    listed = {row["file"] for row in json.loads((pack / "files.json").read_text())}
    wanted = {f"{name}.safetensors" for name in ("vqgan", "clip", "stylegan2", "judge")} | {"vqgan.yaml", "merges.txt"}
    _expect(listed == wanted, f"the pack holds {sorted(listed)}, not {sorted(wanted)}")
    Clip(Tokenizer(pack / "merges.txt").size).load_state_dict(load_weights(pack / "clip.safetensors"))
    faces = load_weights(pack / "stylegan2.safetensors")
    _expect(faces["latent_avg"].shape == (192,) and len(faces) == 114, f"the file of faces has {len(faces)} tensors, not 114")


def run(given) -> None:
    given.sizes = TINY
    from .__main__ import STEPS

    for step, (module, what) in STEPS.items():
        if step != "setup":
            print(f"{step}: {what}", flush=True)
            importlib.import_module(f".{module}", __package__).run(given)
    faces = np.fromfile(given.work / "drawings" / "faces.bin", np.uint8).reshape(TINY.faces, 128, 128, 3)
    _expect(faces.std(0).mean() > 5, "all faces are alike")
    made = {"decoder": 8, "encoder": 2, "judge": 2, "text": 2, "clip": 4, "faces/synthesis": 4, "faces/mapping": 2}
    for name, steps in made.items():
        _logged(given.work / name, steps)
    check_files(given.work)
    _resumes(given)
    print("smoke run: all files came out and load")


def _resumes(given) -> None:
    """A second call of a finished step changes nothing; one with a higher target goes on from the same state."""
    from . import encoder

    before = torch.load(given.work / "encoder" / "state.pt")["counters"]["step"]
    given.pictures = TINY.encoder_pictures + TINY.batch
    encoder.run(given)
    after = torch.load(given.work / "encoder" / "state.pt")["counters"]["step"]
    _expect(after == before + 1, f"the encoder went on from step {before} to {after}, not by one")

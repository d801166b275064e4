"""The step `export`: the files of the pack, fp16, with their sizes and checksums for the manifest."""

import hashlib
import json
import shutil
from pathlib import Path

import torch

from . import codebook, vqgan
from .face_embedding import Z_LENGTH
from .run import load_weights, save_weights
from .stylegan2 import Mapping, Synthesis, file_weights

CONFIG = """model:
  base_learning_rate: 2.0e-3
  target: taming.models.vqgan.VQModel
  params:
    embed_dim: {latent}
    n_embed: {codes}
    ddconfig:
      double_z: false
      z_channels: {z_channels}
      resolution: {size}
      in_channels: 3
      out_ch: 3
      ch: {width}
      ch_mult: {multipliers}
      num_res_blocks: 1
      attn_resolutions: [{attention}]
      dropout: 0.0
      norm_groups: {groups}   # this pack only; taming's own models have 32
"""


def vqgan_weights(decoder: dict, encoder: dict) -> dict[str, torch.Tensor]:
    """Both halves and the codebook under the published names; latents are scaled to norm 8 on the way."""
    scale = codebook.FILE_SCALE
    weights = {name: tensor for name, tensor in decoder.items() if name.startswith(("decoder.", "post_quant_conv."))}
    weights |= {name: tensor for name, tensor in encoder.items() if name.startswith(("encoder.", "quant_conv."))}
    weights["post_quant_conv.weight"] = weights["post_quant_conv.weight"] / scale
    for part in ("weight", "bias"):
        weights[f"quant_conv.{part}"] = weights[f"quant_conv.{part}"] * scale
    weights["quantize.embedding.weight"] = codebook.codes() * scale
    return weights


def vqgan_config() -> str:
    return CONFIG.format(
        latent=vqgan.LATENT, codes=len(codebook.codes()), z_channels=vqgan.Z_CHANNELS, size=vqgan.SIZE, width=vqgan.WIDTH,
        multipliers=list(vqgan.MULTIPLIERS), attention=vqgan.ATTENTION_SIDE, groups=vqgan.GROUPS,
    )


def check(path: Path, decoder: dict) -> float:
    """Largest difference between what the written file and the trained decoder draw from the same codes, in -1..1."""
    written, trained = load_weights(path), vqgan.SemanticDecoder().eval()
    trained.load_state_dict(decoder)
    copy = vqgan.SemanticDecoder().eval()
    copy.load_state_dict(decoder | {name: tensor for name, tensor in written.items() if name in decoder})
    table = written["quantize.embedding.weight"]
    index = torch.randint(len(table), (2, 8, 8), generator=torch.Generator().manual_seed(0))
    latents = table[index].permute(0, 3, 1, 2)
    with torch.no_grad():
        return (copy(latents) - trained(latents / codebook.FILE_SCALE)).abs().max().item()


def describe(folder: Path) -> list[dict]:
    """`file`, `bytes`, `sha256` as the manifest lists them."""
    return [
        {"file": path.name, "bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        for path in sorted(folder.iterdir())
        if path.name != "files.json"
    ]


def run(given) -> None:
    """Writes to the folder `pack`: nothing is put into the program's own pack without someone who looks at the figures."""
    folder = given.work / "pack"
    folder.mkdir(parents=True, exist_ok=True)
    decoder, encoder = (load_weights(given.work / step / "average.safetensors") for step in ("decoder", "encoder"))
    save_weights(folder / "vqgan.safetensors", vqgan_weights(decoder, encoder))
    (folder / "vqgan.yaml").write_text(vqgan_config())
    difference = check(folder / "vqgan.safetensors", decoder)
    if difference > 0.02:
        raise RuntimeError(f"the exported decoder draws otherwise than the trained one, by {difference:.3f}: train on, or keep fp32")
    for step, name in (("clip", "clip"), ("judge", "judge")):
        shutil.copy(given.work / step / "average.safetensors", folder / f"{name}.safetensors")
    shutil.copy(given.work / "clip" / "merges.txt", folder)
    synthesis, mapping = Synthesis(), Mapping(Z_LENGTH)
    synthesis.load_state_dict(load_weights(given.work / "faces" / "synthesis" / "average.safetensors"))
    mapping.load_state_dict(load_weights(given.work / "faces" / "mapping" / "average.safetensors"))
    save_weights(folder / "stylegan2.safetensors", file_weights(synthesis, mapping))
    rows = describe(folder)
    (folder / "files.json").write_text(json.dumps(rows, indent=2) + "\n")
    print(f"{sum(row['bytes'] for row in rows) / 1e6:.1f} MB in {folder}; the file draws like the model within {difference:.4f}")

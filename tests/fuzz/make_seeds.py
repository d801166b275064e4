#!/usr/bin/env python3
"""Small genuine files for the fuzz targets to begin with: make_seeds.py FOLDER"""
import gzip
import io
import json
import struct
import sys
import zipfile
from pathlib import Path

MAGIC = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."


def text(value):
    return b"X" + struct.pack("<I", len(value)) + value.encode()


def tensor(key, kind, count, shape, stride, offset=0):
    def sizes(values):
        return b"(" + b"".join(b"K" + bytes([v]) for v in values) + b"t"

    storage = (b"(" + text("storage") + b"ctorch\n" + kind.encode() + b"Storage\n" + text(key) + text("cpu")
               + b"K" + bytes([count]) + b"tQ")
    return (b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + b"K" + bytes([offset]) + sizes(shape)
            + sizes(stride) + b"\x89ccollections\nOrderedDict\n)RtR")


def dictionary(entries):
    return b"}(" + b"".join(text(k) + v for k, v in entries.items()) + b"u"


def pickles():
    plain = {"a.weight": tensor("0", "Float", 16, [4, 4], [4, 1]), "b": tensor("1", "Half", 32, [2, 3], [1, 2], 1)}
    module = b"c__torch__.m\nLeaf\n)\x81" + dictionary({"w": plain["b"], "training": b"\x88"}) + b"b"
    nested = {"epoch": b"K\x07", "state_dict": dictionary(plain), "callbacks": dictionary({"c": module}),
              "list": b"](" + text("x") + b"NG" + bytes(8) + b"e", "memo": b"Nq\x010h\x01"}
    yield "plain", b"\x80\x02" + dictionary(plain) + b"."
    yield "nested", b"\x80\x02" + dictionary(nested) + b"."
    yield "script", b"\x80\x02" + module + b"."
    yield "expanded", b"\x80\x02" + dictionary({"e": tensor("0", "Float", 16, [9, 4], [0, 1])}) + b"."


def archive(pickle, method):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", method) as target:
        target.writestr("m/data.pkl", pickle)
        target.writestr("m/byteorder", "little")
        target.writestr("m/data/0", bytes(64))
        target.writestr("m/data/1", bytes(64))
    return memory.getvalue()


def safetensors():
    header = {"__metadata__": {"format": "pt"}, "w": {"dtype": "F16", "shape": [2, 2], "data_offsets": [0, 8]},
              "b": {"dtype": "BOOL", "shape": [3], "data_offsets": [8, 11]}}
    packed = json.dumps(header).encode()
    return struct.pack("<Q", len(packed)) + packed + bytes(11), packed + bytes(11) + b"\x0b\x00"


YAML = """model:
  target: taming.models.vqgan.GumbelVQ
  params:
    embed_dim: 4
    n_embed: 12
    first_stage_config: &a {}
    ddconfig: {z_channels: 6, resolution: 64, ch: 8, ch_mult: [1, 2], num_res_blocks: 1, attn_resolutions: [32]}
"""


def main():
    folder = Path(sys.argv[1])

    def write(target, name, content):
        (folder / target).mkdir(parents=True, exist_ok=True)
        (folder / target / name).write_bytes(content)

    for name, pickle in pickles():
        write("archive", name + ".pkl", pickle)
        write("archive", name + ".pt", archive(pickle, zipfile.ZIP_STORED))
        write("archive", name + "_packed.pt", archive(pickle, zipfile.ZIP_DEFLATED))
        tail = b"\x80\x02](" + text("0") + text("1") + b"e." + struct.pack("<Q", 16) + bytes(64) + struct.pack(
            "<Q", 32) + bytes(64)
        write("legacy", name + "_tail", b"" + pickle[2:] + tail)
        write("legacy", name, MAGIC + b"\x80\x02M\xe9\x03." + b"\x80\x02" + dictionary(
            {"little_endian": b"\x88"}) + b"." + pickle + tail)
    for i, content in enumerate(safetensors()):
        write("safetensors", f"small{i}", content)
    write("yaml", "gumbel.yaml", YAML.encode())
    write("yaml", "plain.yaml", YAML.replace("    first_stage_config: &a {}\n", "").encode())
    merges = b"#version: 0.2\nc a\nca t</w>\na t</w>\n"
    write("vocabulary", "merges.txt", merges)
    write("vocabulary", "merges.txt.gz", gzip.compress(merges, mtime=0))


main()

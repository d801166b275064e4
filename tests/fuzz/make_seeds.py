#!/usr/bin/env python3
"""Small genuine files for the fuzz targets to begin with: make_seeds.py FOLDER"""
import base64
import gzip
import io
import json
import struct
import sys
import zipfile
import zlib
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


# A progressive JPEG and a lossless WebP with EXIF, both 9 x 9.
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoKrarYqMyP/L2u71////m8H///"
    "/6/+b9//j/2wBDASstLTw1PHZBQXb4pYyl+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj/wgARCAAJ"
    "AAkDAREAAhEBAxEB/8QAFwAAAwEAAAAAAAAAAAAAAAAAAAECBP/EABYBAQEBAAAAAAAAAAAAAAAAAAABAv/aAAwDAQACEAMQAAAByDUZpf/EAB"
    "QQAQAAAAAAAAAAAAAAAAAAACD/2gAIAQEAAQUCH//EABQRAQAAAAAAAAAAAAAAAAAAACD/2gAIAQMBAT8BH//EABQRAQAAAAAAAAAAAAAAAAAA"
    "ACD/2gAIAQIBAT8BH//EABQQAQAAAAAAAAAAAAAAAAAAACD/2gAIAQEABj8CH//EABcQAQEBAQAAAAAAAAAAAAAAAAEAEBH/2gAIAQEAAT8hC5"
    "Gf/9oADAMBAAIAAwAAABA2n//EABcRAQEBAQAAAAAAAAAAAAAAAAEAEBH/2gAIAQMBAT8QG7Gf/8QAFBEBAAAAAAAAAAAAAAAAAAAAIP/aAAgB"
    "AgEBPxAf/8QAFBABAAAAAAAAAAAAAAAAAAAAIP/aAAgBAQABPxAB/9k=")
WEBP = base64.b64decode(
    "UklGRnIAAABXRUJQVlA4WAoAAAAYAAAACAAACAAAVlA4TCUAAAAvCAACAJkKRPQ/NhHR/4Catg2YTv6o+xXAHCgEEAAFTSSAT30DAEVYSUYmAA"
    "AASUkqAAgAAAACAA8BAgAEAAAAYWJjABIBAwABAAAABgAAAAAAAAA=")


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def pictures():
    yield "progressive.jpg", JPEG
    yield "exif.webp", WEBP
    for name, colour, depth, samples in (("rgba", 6, 8, 4), ("grey_alpha", 4, 16, 4), ("palette", 3, 8, 1)):
        rows = b"".join(b"\0" + bytes(range(y, y + 6 * samples)) for y in range(5))
        yield name + ".png", (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 6, 5, depth, colour, 0, 0, 0))
                             + chunk(b"PLTE", bytes(range(96))) * (colour == 3) + chunk(b"tRNS", bytes(9)) * (colour == 3)
                             + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"zTXt", b"everyword\0\0" + zlib.compress(b"{}"))
                             + chunk(b"eXIf", b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0" + bytes(4))
                             + chunk(b"IEND", b""))
    for name, compression, samples, data in (("plain", 1, 3, bytes(range(90))), ("deflate", 8, 4, zlib.compress(bytes(120))),
                                             ("grey_alpha", 1, 2, bytes(range(60)))):
        tags = [(256, 6), (257, 5), (258, 8), (259, compression), (262, 2 if samples > 2 else 1), (273, 8), (274, 6),
                (277, samples), (278, 5), (279, len(data))] + [(338, 2)] * (samples % 2 == 0)
        directory = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", tag, 4, 1, v) for tag, v in tags)
        yield name + ".tif", b"II*\0" + struct.pack("<I", 8 + len(data)) + data + directory + bytes(4)


def requests():
    box = {"id": 1, "label": "dog", "box": [0.1, 0.2, 0.5, 0.5], "weight": 1, "lambda": None, "active": True}
    yield "version1", {"version": 1, "prompt": "a dog", "regions": [box], "steps": 5, "copies": 3, "models": {"vqgan": "x"}}
    yield "version2", {"version": 2, "mode": "layout", "prompt": "a dog", "words": ["dog"], "regions": [box], "cutouts": 3,
                       "models": {"pack": "starter", "files": {"clip": "mini"}}, "start": "plain", "start_colour": "#aabbcc",
                       "edits": [{"step": 2, "changes": {"lambda": 0.5}}], "precision": "bf16_encoder", "seed": 7}


def run_state():
    tensors = {name: ("F32", [1, 4, 2, 2]) for name in ("latent", "first_moment", "second_moment")}
    tensors |= {"step": ("F32", []), "random_state": ("U8", [5056])}
    progress = {"step": 1, "seconds": 1.5, "losses": [[["total", "Total", 1.5]]]}
    header, at = {"__metadata__": {"format": "everyword run state 1", "request": json.dumps({"prompt": "a dog", "steps": 5}),
                                   "progress": json.dumps(progress)}}, 0
    for name, (dtype, shape) in tensors.items():
        size = 4 if dtype == "F32" else 1
        for side in shape:
            size *= side
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [at, at + size]}
        at += size
    return json.dumps(header).encode()


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
    for name, content in pictures():
        write("picture", name, content)
    for i, content in enumerate(safetensors()):
        write("safetensors", f"small{i}", content)
    write("yaml", "gumbel.yaml", YAML.encode())
    write("yaml", "plain.yaml", YAML.replace("    first_stage_config: &a {}\n", "").encode())
    for name, content in requests():
        write("request", name, json.dumps(content).encode())
    write("run_state", "small", run_state())
    merges = b"#version: 0.2\nc a\nca t</w>\na t</w>\n"
    write("vocabulary", "merges.txt", merges)
    write("vocabulary", "merges.txt.gz", gzip.compress(merges, mtime=0))


main()

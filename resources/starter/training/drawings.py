"""The rendered drawings, and how one is put into a picture."""

import json
from pathlib import Path

import cv2
import numpy as np

from .words import things

cv2.setNumThreads(0)
SIDE = 96
TRAINED_STYLES = ("fluent", "flat", "noto", "twemoji")
UNSEEN_STYLE = "openmoji"


class Drawings:
    """Drawings that `render.mjs` made: RGBA uint8 [96, 96, 4] with premultiplied alpha."""

    def __init__(self, path: Path):
        """`path` without its ending. Raises FileNotFoundError where the step `draw` has not run."""
        self.index = json.loads(path.with_suffix(".json").read_text())
        self.pixels = np.fromfile(path.with_suffix(".bin"), np.uint8).reshape(-1, SIDE, SIDE, 4)

    def by_thing(self, styles=TRAINED_STYLES) -> dict[str, list[tuple[np.ndarray, str | None]]]:
        """name -> [(drawing, the colour its own name says or None)], names sorted."""
        found: dict[str, list] = {}
        for pixels, row in zip(self.pixels, self.index):
            if row["style"] in styles:
                found.setdefault(row["thing"], []).append((pixels, row["colour"]))
        return dict(sorted(found.items()))

    def plain(self) -> dict[str, np.ndarray]:
        """name -> the one drawing [h, w, 4] that stands for it, cut to what is not transparent."""
        at = {f"{row['style']}/{row['code']}": pixels for pixels, row in zip(self.pixels, self.index)}
        return {row["name"]: _cut(at[row["plain"]]) for row in things() if row["plain"] in at}


def _cut(drawing: np.ndarray) -> np.ndarray:
    solid = drawing[..., 3] > 24
    rows, columns = np.flatnonzero(solid.any(1)), np.flatnonzero(solid.any(0))
    return drawing[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def tinted(rgb: np.ndarray, alpha: np.ndarray, tint) -> np.ndarray:
    """Premultiplied rgb [h, w, 3] (0..255) moved towards a colour; light and shade stay."""
    light = rgb.mean(-1, keepdims=True) / 255.0
    return np.clip(0.25 * rgb + 0.75 * np.array(tint) * (0.45 + 0.8 * light), 0, 255) * alpha


def paste(picture: np.ndarray, drawing: np.ndarray, box: tuple[int, int, int, int], tint=None, flip=False):
    """Puts a drawing into `picture` (float [H, W, 3], 0..255, changed in place).

    `box` is x, y, width, height in pixels and may reach over the edges. Returns how much of each pixel the drawing
    covers, float [H, W] in 0..1, or None where nothing of it is in the picture.
    """
    x, y, width, height = box
    way = cv2.INTER_AREA if width < SIDE else cv2.INTER_LINEAR
    scaled = cv2.resize(drawing[:, ::-1] if flip else drawing, (width, height), interpolation=way).astype(np.float32)
    rgb, alpha = scaled[..., :3], scaled[..., 3:] / 255.0
    if tint is not None:
        rgb = tinted(rgb, alpha, tint)
    x0, y0 = max(0, x), max(0, y)
    x1, y1 = min(picture.shape[1], x + width), min(picture.shape[0], y + height)
    if x1 <= x0 or y1 <= y0:
        return None
    part = (slice(y0 - y, y1 - y), slice(x0 - x, x1 - x))
    picture[y0:y1, x0:x1] = picture[y0:y1, x0:x1] * (1 - alpha[part]) + rgb[part]
    covered = np.zeros(picture.shape[:2], np.float32)
    covered[y0:y1, x0:x1] = alpha[part][..., 0]
    return covered

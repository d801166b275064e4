"""The step `styles`: the drawings as labelled pictures, a folder a style and in it a folder a thing, for `everyword bench prompts`."""

import cv2
import numpy as np

from .drawings import Drawings


def run(given) -> None:
    drawings = Drawings(given.work / "drawings" / "drawings")
    for pixels, row in zip(drawings.pixels, drawings.index):
        folder = given.work / "styles" / row["style"] / row["thing"].replace(" ", "_")
        folder.mkdir(parents=True, exist_ok=True)
        # On white: the colours are premultiplied.
        picture = pixels[..., :3] + (255 - pixels[..., 3:]).astype(np.uint8)
        cv2.imwrite(str(folder / f"{row['code']}.png"), picture[..., ::-1])
    print(f"labelled pictures in {given.work / 'styles'}")

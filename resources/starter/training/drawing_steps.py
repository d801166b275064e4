"""The step `draw`: Node renders the npm packages' drawings of things and faces. What is there is not made again."""

import subprocess
from pathlib import Path

from .words import THINGS_FILE

HERE = Path(__file__).resolve().parent


def _node(work: Path, script: str, out: Path, *arguments) -> None:
    if out.with_suffix(".bin").exists():
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    before = (THINGS_FILE,) if script == "render.mjs" else ()
    command = ["node", HERE / script, *before, out, *arguments]
    result = subprocess.run([str(part) for part in command], cwd=work)
    if result.returncode:
        raise RuntimeError(f"{script} ended with {result.returncode}: run the step `setup`, then this one again")


def run(given) -> None:
    sizes = given.sizes
    limit = () if sizes.things is None else (sizes.things,)
    _node(given.work, "render.mjs", given.work / "drawings" / "drawings", *limit)
    _node(given.work, "faces.mjs", given.work / "drawings" / "faces", sizes.faces, 7, "named")
    _node(given.work, "faces.mjs", given.work / "drawings" / "soft_faces", sizes.soft_faces, 1, "soft")

"""python -m training STEP: from npm packages to the files of the starter pack. `python -m training --help` lists the steps."""

import argparse
import importlib
import os
import sys
from pathlib import Path

from . import sizes

HERE = Path(__file__).resolve().parent
PACK = HERE.parent
# step -> (module, what it makes)
STEPS = {
    "setup": ("environment", "a virtual environment and the npm packages, versions pinned"),
    "draw": ("drawing_steps", "drawings of things and faces, rendered"),
    "scenes": ("scenes", "labelled scenes for the encoder of pictures and the judge"),
    "decoder": ("decoder", "the VQGAN's decoder"),
    "encoder": ("encoder", "the VQGAN's encoder"),
    "text": ("text", "CLIP's merges and text tower"),
    "clip": ("clip", "CLIP's image side"),
    "faces": ("faces", "the StyleGAN2 of faces"),
    "judge": ("judge", "the independent judge that names what is in a box"),
    "sheet": ("sheet", "contact sheet, PSNR and share of drawings named right by the judge"),
    "styles": ("styles", "the drawings as labelled pictures, for everyword bench prompts"),
    "export": ("export", "the files of the pack"),
}


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(
        prog="python -m training", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    result.epilog = "steps:\n" + "\n".join(f"  {name:8} {what}" for name, (_, what) in STEPS.items())
    result.add_argument("step", choices=["all", "smoke", *STEPS])
    result.add_argument("--work", type=Path, default=Path("training-work"), help="scratch folder (default: %(default)s)")
    result.add_argument("--minutes", type=float, help="train no longer than this now; the next call goes on")
    result.add_argument("--pictures", type=int, help="the run is over at so many pictures seen, in all calls together")
    result.add_argument("--start", type=Path, help="averaged weights (safetensors) to go on from")
    result.add_argument("--rate", type=float, help="highest learning rate")
    result.add_argument("--processes", type=int, default=2, help="of the decoder's training (default: %(default)s)")
    result.add_argument("--torch", type=Path, help="site-packages with the pinned torch: setup then does not install it")
    result.add_argument("--pack", type=Path, default=PACK, help="the pack that words and text encoder come from")
    return result


def in_environment(work: Path) -> None:
    """Starts this program again in the Python that `setup` made."""
    python = work / "venv" / "bin" / "python"
    if not python.exists():
        sys.exit(f"training: {work} has no virtual environment: run `python -m training setup --work {work}` first")
    if Path(sys.prefix).resolve() != (work / "venv").resolve():
        path = os.pathsep.join([str(PACK), *filter(None, [os.environ.get("PYTHONPATH")])])
        arguments = [str(python), "-m", "training", *sys.argv[1:]]
        os.execve(python, arguments, os.environ | {"PYTHONPATH": path, "OMP_WAIT_POLICY": "PASSIVE"})


def main() -> None:
    options = parser().parse_args()
    options.work, options.sizes = options.work.resolve(), sizes.FULL
    steps = list(STEPS) if options.step in ("all", "smoke") else [options.step]
    if steps[0] == "setup":
        from . import environment

        environment.run(options)
        steps = steps[1:]
    if not steps:
        return
    in_environment(options.work)
    if options.step == "smoke":
        from . import smoke

        smoke.run(options)
        return
    for step in steps:
        importlib.import_module(f".{STEPS[step][0]}", __package__).run(options)


if __name__ == "__main__":
    try:
        main()
    except (FileNotFoundError, RuntimeError, ValueError) as error:
        sys.exit(f"training: {error}")

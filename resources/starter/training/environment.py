"""The step `setup`: a virtual environment and npm packages in the scratch folder. Needs nothing but Python's own library."""

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def _call(command: list, folder: Path, trouble: str) -> None:
    try:
        result = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    except OSError as error:
        raise RuntimeError(f"{trouble}: {command[0]} cannot be started ({error.strerror})") from error
    if result.returncode:
        last = (result.stdout.strip().splitlines() or ["no output"])[-1]
        raise RuntimeError(f"{trouble}: {' '.join(map(str, command[:3]))} ended with {result.returncode} ({last})")


def _torch_of_the_build() -> Path | None:
    """The wheel that packaging/setup put beside the program's sources, if it fits this Python."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    folder = HERE.parents[2] / ".deps" / "torch" / "lib" / version / "site-packages"
    return folder if (folder / "torch" / "__init__.py").exists() else None


def _python(work: Path, torch: Path | None) -> None:
    requirements = (HERE / "requirements.txt").read_text().split()
    ready = work / "venv" / "installed.txt"
    wanted = "\n".join([*requirements, str(torch)])
    if ready.exists() and ready.read_text() == wanted:
        return
    trouble = "the Python packages cannot be installed; is there a network, and Python's venv?"
    _call([sys.executable, "-m", "venv", "venv"], work, trouble)
    if torch:
        pin = next(r for r in requirements if r.startswith("torch=="))
        if not list(torch.glob(f"torch-{pin.split('==')[1]}*.dist-info")):
            raise RuntimeError(f"{torch} does not hold {pin}: leave --torch out, then it is installed")
        site = next((work / "venv" / "lib").glob("python3*")) / "site-packages"
        (site / "torch.pth").write_text(f"{torch}\n")
        requirements.remove(pin)
    _call([work / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet", *requirements], work, trouble)
    ready.write_text(wanted)


def _npm(work: Path) -> None:
    wanted = (HERE / "package.json").read_text()
    ready = work / "node_modules" / "installed.json"
    if ready.exists() and ready.read_text() == wanted:
        return
    shutil.copy(HERE / "package.json", work)
    trouble = "the npm packages with the drawings cannot be installed; is there a network, and Node.js 18 or newer?"
    _call(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], work, trouble)
    ready.write_text(wanted)


def run(given) -> None:
    """Installs what is missing; quick when all is there. RuntimeError says what to do when it cannot."""
    given.work.mkdir(parents=True, exist_ok=True)
    _python(given.work, given.torch or _torch_of_the_build())
    _npm(given.work)

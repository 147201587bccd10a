"""Write both lock files: hashed, valid on every system and Python we support, without any address in them."""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "var" / "lock-tools"
LOCKS = {
    "requirements.lock": ["--all-extras", "--group", "dev"],
    "requirements-runtime.lock": [],
}
"""Each file with the options that widen it: one for development, one for the container image."""


def _uv() -> str:
    """Return the uv of this machine, or of a small environment made for it."""
    found = shutil.which("uv")
    if found:
        return found
    if not (TOOLS / "bin" / "uv").exists():
        venv.create(TOOLS, with_pip=True)
        subprocess.run([TOOLS / "bin" / "pip", "install", "--quiet", "uv"], check=True)  # noqa: S603 - our own words
    return str(TOOLS / "bin" / "uv")


def main() -> int:
    """Resolve everything again, to the newest versions that pyproject.toml allows."""
    uv = _uv()
    for name, wider in LOCKS.items():
        command = [
            uv, "pip", "compile", "--quiet", "--universal", "--upgrade", "--generate-hashes", "--no-header",
            "--no-emit-index-url", "--no-annotate", "--python-version", "3.11", *wider, "pyproject.toml",
            "-o", name,
        ]  # fmt: skip
        subprocess.run(command, check=True, cwd=ROOT)  # noqa: S603 - our own words
        print(f"{name} is written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

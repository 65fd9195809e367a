"""Makes `bindings/` anew from the contract: `python generate.py [FOLDER_OF_THE_WIT]`, with componentize-py installed.

The bindings are of the world `everything`, so that every interface has its types. They are there for editors, mypy and
tests; a component has those that componentize-py makes of its own world. With `--check`, nothing is written: it ends
with 1 where the bindings no longer fit the contract.
"""

import argparse
import filecmp
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
BINDINGS = HERE / "bindings"
#: All that the bindings need, of what componentize-py writes: the rest runs inside components alone.
KEPT = ("wit_world", "componentize_py_types.py")


def generate(wit: Path, into: Path) -> None:
    """Writes the bindings of all of the contract into a folder."""
    command = Path(sys.executable).with_name("componentize-py")
    program = str(command) if command.exists() else "componentize-py"
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        arguments = ["--wit-path", str(wit), "--world", "patio:adapter/everything", "bindings", str(made / "all")]
        subprocess.run([program, "--quiet", *arguments], check=True)
        for name in KEPT:
            source, target = made / "all" / name, into / name
            if source.is_dir():
                shutil.copytree(source, target)
            else:
                shutil.copy(source, target)
    for path in into.rglob("*.py"):
        # As an editor would save it.
        lines = (line.rstrip() for line in path.read_text().splitlines())
        path.write_text("\n".join(lines).rstrip() + "\n" if path.stat().st_size else "")
    (into / "wit_world" / "py.typed").touch()


def differences(made: Path, kept: Path) -> list[str]:
    """The files that are not the same in two folders."""

    def names(folder: Path) -> set[Path]:
        return {path.relative_to(folder) for path in folder.rglob("*") if path.suffix in (".py", ".typed")}

    both = sorted(names(made) | names(kept))
    return [
        str(name)
        for name in both
        if not (made / name).exists()
        or not (kept / name).exists()
        or not filecmp.cmp(made / name, kept / name, shallow=False)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes bindings/ anew from the contract")
    parser.add_argument("wit", type=Path, nargs="?", default=HERE / "../../wit", help="the folder of the WIT")
    parser.add_argument("--check", action="store_true", help="write nothing, and fail where the bindings do not fit")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        generate(asked.wit, made)
        differing = differences(made, BINDINGS)
        if asked.check:
            for name in differing:
                print(f"bindings/{name} does not fit the contract: run python generate.py", file=sys.stderr)
            return 1 if differing else 0
        if BINDINGS.exists():
            shutil.rmtree(BINDINGS)
        shutil.copytree(made, BINDINGS)
        print(f"{len(differing)} files changed" if differing else "nothing changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())

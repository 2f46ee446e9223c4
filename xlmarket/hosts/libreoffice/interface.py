"""The UNO types of the functions: one interface with a method each, compiled once and shipped, so that users need no SDK.

`python -m xlmarket.hosts.libreoffice.interface` writes them again after the registry has changed. It needs
LibreOffice's SDK (Debian: libreoffice-dev). A test compares the shipped types with the registry.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from importlib import resources
from pathlib import Path

from xlmarket.errors import EnvironmentFault
from xlmarket.files import write_whole
from xlmarket.functions import registry
from xlmarket.hosts.libreoffice import SERVICE

NAME = "XFunctions"
IDL = "types.idl"
RDB = "types.rdb"
_HOMES = ("/usr/lib/libreoffice", "/usr/lib64/libreoffice", "/opt/libreoffice*", "/Applications/LibreOffice*")
_KNOWN_TYPES = ("program/types.rdb", "program/types/offapi.rdb")


def idl() -> str:
    """The interface in UNO's language: every argument may be left out, and may be a cell or an array."""
    modules = SERVICE.split(".")
    methods = [
        f"    any {function.cell_name}({', '.join(f'[in] any {one.name}' for one in function.parameters)});"
        for function in registry().values()
    ]
    return "\n".join(
        [
            " ".join(f"module {module} {{" for module in modules),
            f"  interface {NAME} {{",
            *methods,
            "  };",
            " ".join("};" for _ in modules),
            "",
        ]
    )


def load_shipped(name: str) -> bytes:
    """What the package holds: `IDL` or `RDB`."""
    return (resources.files(__package__) / name).read_bytes()


def compile_types(text: str) -> bytes:
    """The types as LibreOffice reads them. Raises `EnvironmentFault` without the SDK."""
    home, compiler = _sdk()
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / IDL, Path(folder) / RDB
        source.write_text(text, encoding="utf-8")
        known = [str(home / types) for types in _KNOWN_TYPES]
        done = subprocess.run(  # noqa: S603 - the SDK's own compiler
            [str(compiler), *known, str(source), str(target)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise EnvironmentFault("the types do not compile", found=(done.stderr or done.stdout).strip())
        return target.read_bytes()


def _sdk() -> tuple[Path, Path]:
    """LibreOffice's home and the compiler of its SDK."""
    homes = [home for pattern in _HOMES for home in sorted(Path("/").glob(pattern.lstrip("/")))]
    for home in homes:
        compiler = home / "sdk" / "bin" / "unoidl-write"
        if compiler.exists():
            return home, compiler
    on_path = shutil.which("unoidl-write")
    if on_path:
        compiler = Path(on_path).resolve()
        return compiler.parents[2], compiler
    raise EnvironmentFault("LibreOffice's SDK is not installed", remedy="apt install libreoffice-dev")


def main() -> None:
    """Write the text and the compiled types into the package."""
    folder = Path(__file__).parent
    text = idl()
    write_whole(folder / RDB, compile_types(text))
    write_whole(folder / IDL, text.encode())
    sys.stdout.write(f"{folder / RDB}\n")


if __name__ == "__main__":
    main()

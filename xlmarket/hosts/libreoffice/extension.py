"""`xlmarket.oxt`: the extension, all of it made from the registry and what `inside` holds.

Function wizard, parameters and help are the registry's; the interpreter and the figures it opens are written into it.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path

from xlmarket.errors import InputError, Place, UsageError
from xlmarket.functions import registry
from xlmarket.hosts.libreoffice import SERVICE
from xlmarket.hosts.libreoffice.interface import RDB, shipped
from xlmarket.hosts.settings import Settings

FILE = "xlmarket.oxt"
TOLD = "settings.json"
CATEGORY = "xlmarket"
_EARLIEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Baked:
    """What an extension was built with."""

    python: str
    version: str
    figures: Settings


def build(*, python: str = sys.executable, settings: Settings | None = None) -> bytes:
    """The extension: it will start `python` and open the figures of `settings`."""
    told = settings or Settings()
    parts = {
        RDB: shipped(RDB),
        TOLD: json.dumps(_told(python, told), ensure_ascii=False, indent=1).encode(),
        **{name: text.encode() for name, text in _rendered(told)},
        **dict(_files(resources.files(__package__) / "inside")),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts):
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), parts[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def read_baked(folder: Path) -> Baked:
    """What the extension unpacked in `folder` was built with; `InputError` where it is not one of ours."""
    try:
        told = json.loads((folder / TOLD).read_text(encoding="utf-8"))
        return Baked(told["python"], told["version"], Settings(**told["figures"]))
    except (OSError, ValueError, LookupError, TypeError, UsageError) as fault:
        raise InputError("this is no extension of xlmarket", where=Place(file=str(folder))) from fault


def _told(python: str, settings: Settings) -> dict[str, object]:
    return {
        "python": python,
        "version": metadata.version("xlmarket"),
        "figures": asdict(settings),
        "functions": list(registry()),
    }


def _rendered(settings: Settings) -> Iterator[tuple[str, str]]:
    """The parts in XML, each from the template of its name."""
    import jinja2

    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    for template in (resources.files(__package__) / "templates").iterdir():
        if template.name.endswith(".j2"):
            made = environment.from_string(template.read_text(encoding="utf-8")).render(
                functions=list(registry().values()),
                prefix=settings.prefix,
                service=SERVICE,
                category=CATEGORY,
                version=metadata.version("xlmarket"),
            )
            yield template.name.removesuffix(".j2").replace("_", "/", 1), made


def _files(folder: Traversable, inside: str = "") -> Iterator[tuple[str, bytes]]:
    """The modules that run inside LibreOffice."""
    for one in folder.iterdir():
        if one.is_dir() and one.name != "__pycache__":
            yield from _files(one, f"{inside}{one.name}/")
        elif one.name.endswith(".py"):
            yield inside + one.name, one.read_bytes()

"""`xlmarket.oxt`: the extension, generated from the registry and the modules of `inside`. `install` calls it.

Function wizard, parameters and help come from the registry. The interpreter and the data set are written into it.
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
from xlmarket.hosts.libreoffice.interface import RDB, load_shipped
from xlmarket.hosts.settings import AddinSettings

FILE = "xlmarket.oxt"
SETTINGS = "settings.json"
CATEGORY = "xlmarket"
_EARLIEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class ExtensionBuild:
    """The interpreter, version and figures an extension was built with."""

    python: str
    version: str
    figures: AddinSettings


def build(*, python: str = sys.executable, settings: AddinSettings | None = None) -> bytes:
    """The extension as bytes. It starts `python` and opens the figures of `settings`."""
    settings = settings or AddinSettings()
    parts = {
        RDB: load_shipped(RDB),
        SETTINGS: json.dumps(_settings_data(python, settings), ensure_ascii=False, indent=1).encode(),
        **{name: text.encode() for name, text in _render_parts(settings)},
        **dict(_files(resources.files(__package__) / "inside")),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts):
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), parts[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def read_build(folder: Path) -> ExtensionBuild:
    """What the extension unpacked in `folder` was built with. Raises `InputError` where it is not one of ours."""
    try:
        data = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        return ExtensionBuild(data["python"], data["version"], AddinSettings(**data["figures"]))
    except (OSError, ValueError, LookupError, TypeError, UsageError) as fault:
        raise InputError("not an extension of xlmarket", where=Place(file=str(folder))) from fault


def _settings_data(python: str, settings: AddinSettings) -> dict[str, object]:
    return {
        "python": python,
        "version": metadata.version("xlmarket"),
        "figures": asdict(settings),
        "functions": list(registry()),
    }


def _render_parts(settings: AddinSettings) -> Iterator[tuple[str, str]]:
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

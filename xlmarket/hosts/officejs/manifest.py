"""`manifest.xml`: the add-in as Excel reads it, for one address, prefix and token.

It declares one shared runtime for the pane and the functions, the functions and two buttons. Without a prefix the
namespace is left out, so that the functions have bare names.
"""

from __future__ import annotations

import uuid
from importlib import metadata, resources

from xlmarket.hosts.officejs.icons import SIZES
from xlmarket.hosts.officejs.settings import Serving


def manifest(serving: Serving) -> str:
    """The text of the manifest."""
    import jinja2

    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip
    text = (resources.files(__package__) / "manifest.xml.j2").read_text(encoding="utf-8")
    return environment.from_string(text).render(
        id=identity(serving),
        version=_version(),
        base=serving.base,
        query=serving.query,
        prefix=serving.prefix,
        sizes=SIZES,
    )


def identity(serving: Serving) -> str:
    """The id of the add-in. The same address and prefix give the same id, so that Excel recognises it."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"xlmarket {serving.base} {serving.prefix}"))


def _version() -> str:
    """Four numbers, the first at least 1, as Office wants them."""
    numbers = [part for part in metadata.version("xlmarket").split(".") if part.isdigit()][:3]
    return ".".join(["1", *numbers, "0", "0", "0"][:4])

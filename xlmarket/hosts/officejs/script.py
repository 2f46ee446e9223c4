"""`functions.js`: the parts in `static/` as one script, with the names of the registry."""

from __future__ import annotations

import json
from importlib import resources

from xlmarket.functions import registry
from xlmarket.functions.wire import MOST_CALLS
from xlmarket.hosts.officejs.limits import MOST_BODY

PARTS = ("cells.js", "courier.js", "repair.js", "functions.js")


def script(prefix: str = "") -> str:
    """The text of the script: one object, `xlmarket`, with what the pane needs."""
    told = {
        "prefix": prefix,
        "limits": {"calls": MOST_CALLS // 4, "bytes": MOST_BODY // 4},
        "functions": list(registry()),
    }
    static = resources.files(__package__) / "static"
    parts = "\n".join((static / part).read_text(encoding="utf-8") for part in PARTS)
    return f'"use strict";\n\nconst xlmarket = ((told) => {{\n{parts}}})({json.dumps(told)});\n'

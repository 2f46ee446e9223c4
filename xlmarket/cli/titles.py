"""Names with their titles, as `data list`, `template list` and `workbook` print them."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Mapping

_NARROWEST = 20


def list_titles(titles: Mapping[str, str]) -> str:
    """A line per name. A title that is too long for the terminal is wrapped below itself."""
    indent = max(map(len, titles), default=0) + 2
    width = max(shutil.get_terminal_size((80, 24)).columns, indent + _NARROWEST)
    return "\n".join(
        textwrap.fill(
            title,
            width,
            initial_indent=name.ljust(indent),
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        or name
        for name, title in titles.items()
    )

"""What the layout puts around the figures of a page: style, script, the policy that allows no others, the workbook."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from xlmarket.output.html.bars import draw_bars
from xlmarket.report.shipped import find_page_parts


@dataclass(frozen=True, slots=True)
class PageFrame:
    """The parts of the layout. `colours`, `style` and `script` are ours, `workbook` the address of the workbook, if any."""

    colours: Markup
    style: Markup
    script: Markup
    workbook: str = ""
    workbook_name: str = ""

    def policy(self, style: object, script: object) -> str:
        """Return a policy under which only this style and this script run, and nothing is loaded (CSP, level 3)."""
        return (
            f"default-src 'none'; style-src 'sha256-{_digest(str(style))}'; script-src 'sha256-{_digest(str(script))}';"
            " img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
        )

    @staticmethod
    def bars(values: Sequence[object], label: str, from_zero: bool = True) -> Markup:
        """Return small bars of figures as SVG, with a text for those who do not see them."""
        return draw_bars(values, label, from_zero=from_zero)


def page_frame(colours: str, workbook: str, workbook_name: str) -> PageFrame:
    """Return the frame of a page in colours as CSS variables."""
    folder = find_page_parts()
    style, script = (_part(path, path.stat().st_mtime_ns) for path in (folder / "page.css", folder / "page.js"))
    return PageFrame(Markup(colours), style, script, workbook, workbook_name)  # noqa: S704 - made by us


@lru_cache(maxsize=8)
def _part(path: Path, _: int) -> Markup:
    return Markup(path.read_text(encoding="utf-8"))  # noqa: S704 - ours


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

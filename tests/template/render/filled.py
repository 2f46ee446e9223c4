"""Templates drawn, compiled and walked, for the tests of single stages of rendering."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from tests.template.specimens import drawn
from xlmarket.errors import Place
from xlmarket.template import PLAIN, Environment, compile_template
from xlmarket.template.plan.sheets import SheetPlan
from xlmarket.template.render.walk import FilledSheet, walk_sheet

PLACE = Place(file="template.xlsx", sheet="Report")


def filled(
    folder: Path, *rows: list[Any], environment: Environment = PLAIN, **scope: Any
) -> tuple[SheetPlan, FilledSheet]:
    """The first sheet of a template of these rows, and its walk."""
    plan = compile_template(drawn(folder, *rows), environment).sheets[0]
    return plan, walk_sheet(plan, PLACE, scope, time.monotonic() + 60)

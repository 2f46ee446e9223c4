"""The modules that run inside LibreOffice, imported in the test's own Python: those that need no UNO."""

from __future__ import annotations

import sys

from tests.hosts.libreoffice.test_extension import INSIDE

sys.path.insert(0, str(INSIDE / "pythonpath"))

from xlmarket_calc import answers, blocks, cells, link

__all__ = ["answers", "blocks", "cells", "link"]

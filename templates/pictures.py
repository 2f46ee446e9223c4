"""Makes the pictures of the templates: `python templates/pictures.py` writes `docs/images/NAME.png` with LibreOffice.

It takes the reports of `workbooks/`, prints them and keeps the upper part of the first page, without its margins.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOTS = 90
"""Per inch: texts can be read, and a picture is some 100 kB."""
LEFT, TOP, WIDTH = 50, 60, 650
PICTURES = {
    "region-quarterly": ("region-quarterly Latin America 2015Q4", 850),
    "market-profile": ("market-profile Brazil 2015Q4", 900),
    "world-overview": ("world-overview 2015Q4", 950),
    "brief": ("brief 2015", 850),
    "kpi-card": ("kpi-card Latin America 2015Q4", 850),
    "league-table": ("league-table Southeast Asia 2015Q4", 430),
    "growth-waterfall": ("growth-waterfall Eastern Europe 2015Q4", 600),
    "share-shift": ("share-shift Eastern Europe 2015Q4", 740),
}
"""The report that each shows, and how many dots of its height."""


def main(*names: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in names or PICTURES:
            workbook, height = PICTURES[name]
            source = ROOT / "workbooks" / f"{workbook}.xlsx"
            home = f"-env:UserInstallation=file://{folder}/home"
            convert = ["soffice", "--headless", home, "--convert-to", "pdf", "--outdir", folder, str(source)]
            subprocess.run(convert, check=True, capture_output=True)
            crop = ["-x", LEFT, "-y", TOP, "-W", WIDTH, "-H", height, "-r", DOTS, "-f", 1, "-l", 1]
            target = ROOT / "docs" / "images" / name
            pdf = Path(folder) / f"{workbook}.pdf"
            command = ["pdftoppm", "-png", "-singlefile", *map(str, crop), str(pdf), str(target)]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

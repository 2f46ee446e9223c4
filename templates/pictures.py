"""Makes the pictures of the pages: `python -m templates.pictures [NAME ...]` writes `docs/images/NAME.png`.

Each is a report, deck, page or chart that xlmarket writes from the figures that come along, as LibreOffice prints or
Chromium shows it. Those of the tutorial are made from the figures of its page and left as they are without them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from tests.browser import drive, launch
from tests.docs.sessions import DOCS, missing, play
from xlmarket.cli import run

ROOT = Path(__file__).resolve().parents[1]
DOTS = 90
"""Per inch of a printed page: texts can be read, and a picture is some 100 kB."""
LEFT, TOP, WIDTH = 50, 60, 650
WIDE = 720
"""Pixels of the pictures of screens, slides and charts."""
COLOURS = 64
SAMPLE = ("--dataset", "sample-quarterly")
TUTORIAL = DOCS / "tutorial.md"


@dataclass(frozen=True)
class Shot:
    """A page in Chromium: what makes it, and the part of the window that is kept."""

    command: tuple[str, ...]
    file: str
    height: int
    scheme: str = "light"
    window: int = 1080


PRINTED = {
    "region-quarterly": ("region-quarterly Latin America 2015Q4", 850),
    "market-profile": ("market-profile Brazil 2015Q4", 900),
    "world-overview": ("world-overview 2015Q4", 950),
    "brief": ("brief 2015", 850),
    "kpi-card": ("kpi-card Latin America 2015Q4", 850),
    "league-table": ("league-table Southeast Asia 2015Q4", 430),
    "growth-waterfall": ("growth-waterfall Eastern Europe 2015Q4", 600),
    "share-shift": ("share-shift Eastern Europe 2015Q4", 740),
}
"""The workbook that each shows, and how many dots of its height."""


def report(template: str, *options: str) -> tuple[str, ...]:
    return ("report", template, *options, *SAMPLE, "-o", "page.html")


SHOTS = {
    "page-region-quarterly": Shot(report("region-quarterly", "--region", "Latin America"), "page.html", 900),
    "page-market-profile": Shot(report("market-profile", "--region", "Brazil"), "page.html", 900, "dark"),
    "page-world-overview": Shot(report("world-overview"), "page.html", 900),
    "page-brief": Shot(("report", "brief", "-o", "page.html"), "page.html", 900, "dark"),
    "page-kpi-card": Shot(report("kpi-card", "--region", "Latin America"), "page.html", 800),
    "page-league-table": Shot(report("league-table", "--region", "Southeast Asia"), "page.html", 800, "dark"),
    "page-growth-waterfall": Shot(report("growth-waterfall", "--region", "Eastern Europe"), "page.html", 800),
    "page-share-shift": Shot(report("share-shift", "--region", "Eastern Europe"), "page.html", 800, "dark"),
    "site": Shot(("export", "--all-regions", *SAMPLE, "-f", "html,xlsx", "-o", "reports"), "reports/index.html", 900),
}
DECKS = {
    "deck-region-quarterly": ("report", "region-quarterly", "--region", "Latin America", *SAMPLE, "-o", "deck.pptx"),
    "deck-market-profile": ("report", "market-profile", "--region", "Brazil", *SAMPLE, "-o", "deck.pptx"),
}


def save(picture: Path, name: str, width: int = WIDE) -> None:
    """Into the pages, `width` pixels wide and with few colours, which suits drawings."""
    with Image.open(picture) as image:
        flat = image.convert("RGB")
        small = flat.resize((width, round(flat.height * width / flat.width)), Image.Resampling.LANCZOS)
        small.quantize(COLOURS, dither=Image.Dither.NONE).save(DOCS / "images" / f"{name}.png", optimize=True)


def call(folder: Path, *command: str) -> None:
    """Runs xlmarket; the output named by its last argument lies in `folder`."""
    if run([*command[:-1], str(folder / command[-1]), "--quiet"]):
        raise SystemExit(1)


def convert(file: Path) -> Path:
    """The PDF of a workbook or a deck, next to it."""
    home = f"-env:UserInstallation=file://{file.parent}/home"
    office = ["soffice", "--headless", home, "--convert-to", "pdf", "--outdir", str(file.parent), str(file)]
    subprocess.run(office, check=True, capture_output=True)
    return file.with_suffix(".pdf")


def paint(pdf: Path, stem: Path, *options: str) -> None:
    """PNGs of the pages of a PDF, with names that begin as `stem`."""
    command = ["pdftoppm", "-png", *options, str(pdf), str(stem)]
    subprocess.run(command, check=True)


def print_page(name: str, folder: Path) -> None:
    """The upper part of the first page of a workbook of `workbooks/`, without its margins."""
    workbook, height = PRINTED[name]
    pdf = convert(Path(shutil.copy(ROOT / "workbooks" / f"{workbook}.xlsx", folder)))
    crop = ["-x", LEFT, "-y", TOP, "-W", WIDTH, "-H", height, "-r", DOTS, "-f", 1, "-l", 1]
    target = DOCS / "images" / name
    paint(pdf, target, "-singlefile", *map(str, crop))


def shoot(name: str, folder: Path) -> None:
    """A page that xlmarket writes, in Chromium."""
    shot = SHOTS[name]
    call(folder, *shot.command)
    photograph(folder / shot.file, name, shot)


def photograph(file: Path, name: str, shot: Shot) -> None:
    """The upper part of a page in Chromium."""
    with drive() as driver, launch(driver, shutil.which("chromium") or "chromium") as browser:
        page = browser.new_page(
            viewport={"width": shot.window, "height": shot.height}, color_scheme=shot.scheme, device_scale_factor=2
        )
        page.goto(file.as_uri())
        page.screenshot(path=str(file.with_suffix(".png")))
    save(file.with_suffix(".png"), name)


def show_deck(name: str, folder: Path) -> None:
    """The first four slides of a deck, two by two."""
    call(folder, *DECKS[name])
    tile(folder / "deck.pptx", name, across=2, slides=(1, 2, 3, 4))


def tile(deck: Path, name: str, *, across: int, slides: tuple[int, ...]) -> None:
    """Some slides of a deck as LibreOffice prints them, `across` side by side."""
    pdf, stem = convert(deck), deck.with_suffix("")
    paint(pdf, stem, "-scale-to-x", "1440", "-scale-to-y", "-1")
    images = [Image.open(f"{stem}-{slide}.png") for slide in slides]
    wide, high, gap = *images[0].size, 24
    rows = -(-len(images) // across)
    sheet = Image.new("RGB", (across * (wide + gap) - gap, rows * (high + gap) - gap), "#9aa5a9")
    for number, image in enumerate(images):
        sheet.paste(image, ((number % across) * (wide + gap), (number // across) * (high + gap)))
    sheet.save(deck.with_suffix(".png"))
    save(deck.with_suffix(".png"), name)


def follow_tutorial(_: str, folder: Path) -> None:
    """The pictures of the tutorial, from the files that its commands write."""
    if missing(TUTORIAL):
        return
    play(TUTORIAL, folder)
    call(folder, "chart", "share", "--region", "Southeast Asia", "--dataset", "gdp",
         "--store", str(folder / "store.db"), "-o", "share.png")  # fmt: skip
    save(folder / "share.png", "tutorial-share", 640)
    photograph(folder / "asia.html", "tutorial-page", Shot((), "", 700))
    photograph(folder / "reports" / "index.html", "tutorial-site", Shot((), "", 800))
    tile(folder / "asia.pptx", "tutorial-slide", across=1, slides=(2,))


Maker = Callable[[str, Path], None]
MAKERS: dict[str, Maker] = {
    **dict.fromkeys(PRINTED, print_page),
    **dict.fromkeys(SHOTS, shoot),
    **dict.fromkeys(DECKS, show_deck),
    "tutorial": follow_tutorial,
}


def main(*names: str) -> None:
    for name in names or MAKERS:
        with tempfile.TemporaryDirectory() as folder:
            MAKERS[name](name, Path(folder).resolve())


if __name__ == "__main__":
    main(*sys.argv[1:])

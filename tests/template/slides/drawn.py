"""Small decks drawn with python-pptx, as a designer would draw them, and their finished slides read back."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pptx
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Inches

from xlmarket.template.environment import PLAIN
from xlmarket.template.slides import compile_deck, deck_problems, render_deck

MEMBERS = [{"name": "Brazil", "value": 684.5}, {"name": "Mexico", "value": 500.25}, {"name": "Chile", "value": 120.0}]
CONTEXT: dict[str, Any] = {"region": {"name": "Latin America", "members": MEMBERS}, "period": "2015Q4"}


class Drawn:
    """A deck being drawn. `deck` is the presentation of python-pptx."""

    def __init__(self) -> None:
        self.deck: Presentation = pptx.Presentation()

    def slide(self) -> Slide:
        return self.deck.slides.add_slide(self.deck.slide_layouts[6])

    def text(self, slide: Slide, *lines: str | Sequence[str]) -> Any:
        """A text box. A line is one run, or several, the first of them bold."""
        box = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(4), Inches(1))
        for number, line in enumerate(lines):
            paragraph = box.text_frame.paragraphs[0] if not number else box.text_frame.add_paragraph()
            for place, text in enumerate([line] if isinstance(line, str) else line):
                run = paragraph.add_run()
                run.text = text
                run.font.bold = place == 0
        return box

    def table(self, slide: Slide, rows: Sequence[Sequence[str]]) -> Any:
        frame = slide.shapes.add_table(len(rows), len(rows[0]), Inches(1), Inches(1), Inches(6), Inches(1))
        for number, row in enumerate(rows):
            for place, text in enumerate(row):
                frame.table.cell(number, place).text = text
        return frame

    def chart(
        self,
        slide: Slide,
        loop: str = "m in region.members",
        names: Sequence[str] = ("{{ region.name }}",),
        values: Sequence[str] = ("{{ m.value }}",),
    ) -> Any:
        """Columns by market, whose workbook holds tags."""
        data = CategoryChartData()
        data.categories = ["{{ m.name }}"]
        for name in names:
            data.add_series(name, (None,))
        box = (Inches(1), Inches(3), Inches(5), Inches(3))
        frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *box, data)
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "Sheet1"
        sheet.append([None, *names])
        sheet.append([f"{{%row for {loop} %}}{{{{ m.name }}}}", *values[:-1], values[-1] + "{%row endfor %}"])
        out = io.BytesIO()
        book.save(out)
        frame.chart.part.chart_workbook.xlsx_part._blob = out.getvalue()
        return frame

    def save(self, folder: Path, name: str = "deck.pptx") -> Path:
        path = folder / name
        self.deck.save(str(path))
        return path


def fill(path: Path, context: Mapping[str, Any] = CONTEXT) -> Presentation:
    """The finished deck, opened."""
    return pptx.Presentation(io.BytesIO(render_deck(compile_deck(path), context)))


def problems(path: Path) -> list[str]:
    return [str(problem) for problem in deck_problems(path, PLAIN)]


def texts(slide: Slide) -> list[str]:
    """The texts of the text boxes of a slide."""
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def rows(slide: Slide) -> list[list[str]]:
    """The cells of the first table of a slide."""
    table = next(shape.table for shape in slide.shapes if shape.has_table)
    return [[cell.text for cell in row.cells] for row in table.rows]

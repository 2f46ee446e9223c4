"""Charts from Python: shown in a notebook, saved, and refused where there is nothing to show."""

from __future__ import annotations

from pathlib import Path

import pytest

import xlmarket as xm


def test_a_notebook_shows_the_picture_and_its_text() -> None:
    picture = xm.open("sample-quarterly").chart("share", region="Europe")
    shown = picture._repr_mimebundle_()
    assert shown["image/svg+xml"] == picture._repr_svg_() == picture.svg
    assert shown["text/plain"] == picture.alt
    assert picture.alt.startswith("Bar chart: shares of Europe in Q4 2015. Russia 17.0%")
    assert repr(picture).startswith("<ChartPicture share: Share of Europe, Q4 2015")


def test_a_chart_is_saved_by_its_ending(tmp_path: Path) -> None:
    picture = xm.open().chart(theme="forest", dark=True, width=500)
    assert picture.save(tmp_path / "x.svg").read_text(encoding="utf-8") == picture.svg + "\n"
    assert picture.save(tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(xm.errors.UsageError, match="invalid ending"):
        picture.save(tmp_path / "x.pdf")


def test_what_cannot_be_drawn_is_refused_at_once() -> None:
    data = xm.open()
    with pytest.raises(xm.errors.NotAvailable, match="no figures for a chart of growth"):
        data.chart("growth", region="Brazil")
    with pytest.raises(xm.errors.UsageError, match="did you mean share"):
        data.chart("shares")

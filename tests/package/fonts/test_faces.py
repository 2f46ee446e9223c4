"""Widths of characters: from the table, from installed fonts, and for characters that no font has."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlmarket.package.fonts import faces
from xlmarket.package.fonts.faces import TABLE_STYLES, UNITS, find_face, read_font
from xlmarket.package.fonts.make_table import make_table

CARLITO = Path("/usr/share/fonts/truetype/crosextra/Carlito-Regular.ttf")


@pytest.mark.parametrize(
    ("family", "digit"),
    [
        ("Calibri", 0.5068),
        ("Arial", 0.5562),
        ("Times New Roman", 0.5),
        ("Courier New", 0.6001),
        ("DejaVu Sans", 0.6362),
    ],
)
def test_the_families_of_excel_have_the_widths_of_their_own_digits(family: str, digit: float) -> None:
    assert find_face(family).advances["0"] == pytest.approx(digit, abs=0.0001)
    assert find_face(family.upper()).advances is not None


def test_a_table_is_used_even_where_the_family_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "_installed", lambda *_, **__: pytest.fail("the machine was asked"))
    find_face.cache_clear()
    for family in ("Calibri", "Carlito", "Arial", "Times New Roman", "Courier New", "DejaVu Sans"):
        find_face(family, bold=True, italic=True)


def test_a_family_that_is_nowhere_has_the_widths_of_a_similar_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "_installed_fonts", dict)
    find_face.cache_clear()
    assert find_face("Aptos Narrow").advances["m"] == find_face("Calibri").advances["m"]
    assert find_face("Unheard Of").advances["m"] == find_face("Arial").advances["m"]
    find_face.cache_clear()


@pytest.mark.parametrize(
    ("character", "like"), [("é", "e"), ("Ł", "Ł"), ("ǎ", "a"), ("ﬀ", "f")], ids=["table", "own", "base", "compatible"]
)
def test_a_letter_with_an_accent_is_as_wide_as_its_base_letter(character: str, like: str) -> None:
    advances = find_face("Arial").advances
    assert advances[character] == advances[like] > 0


def test_characters_of_east_asia_are_an_em_wide_and_marks_have_no_width() -> None:
    advances = find_face("Calibri").advances
    assert [advances[character] for character in "中あ한ｗ"] == [1.0] * 4
    assert advances["\u0301"] == advances["\u200d"] == 0.0


@pytest.mark.skipif(not CARLITO.is_file(), reason="needs the font Carlito")
def test_the_table_holds_what_the_font_holds() -> None:
    font = read_font(CARLITO)
    face = find_face("Calibri")
    assert (font.ascent / UNITS, font.descent / UNITS) == (face.ascent, face.descent)
    for character in "The share of Łódź grew by 12.4 % – 3 € · Ωж":
        assert font.advances[ord(character)] / UNITS == face.advances[character]


def test_the_table_has_a_column_for_each_face() -> None:
    names = [f"{family} {style}".strip() for family, styles in TABLE_STYLES.items() for style in styles]
    assert faces.TABLE.read_text("utf-8").splitlines()[0].split("\t") == ["face", *names]


def test_a_table_needs_all_its_fonts(tmp_path: Path) -> None:
    with pytest.raises(StopIteration):
        make_table([tmp_path])

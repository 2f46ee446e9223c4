"""The theme of a report: colours and fonts of another file, taken whole or refused with that file."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

import xlmarket as xm
from tests import ooxml
from xlmarket.batch.jobs import MetricScope, plan
from xlmarket.cli import run
from xlmarket.config import load_config
from xlmarket.errors import ConfigError, InputError
from xlmarket.functions import Snapshot, open_snapshot
from xlmarket.report import build, find_template, list_templates
from xlmarket.report.shipped import PALETTES, find_palette, find_part, starter
from xlmarket.report.themes import Theme, read_theme

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
FILLED = (
    '<a:blipFill xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<a:blip r:embed="rId7"/><a:stretch/></a:blipFill>'
)
EVERY = [template.path for template in list_templates()] + [find_part("revisions"), starter("region")]


@pytest.fixture(scope="module")
def sample() -> Snapshot:
    return open_snapshot("sample-quarterly")


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def house(path: Path, *, picture: bool = True) -> Path:
    """A theme of a house: another accent and font, and a background that is a picture."""
    parts = ooxml.parts(find_palette("navy"))
    xml = parts["theme/theme/theme1.xml"].decode().replace("2F5D9B", "AB12CD").replace('"Calibri"', '"Georgia"')
    fills = re.search(r"<a:bgFillStyleLst>(<a:solidFill>.*?</a:solidFill>)", xml)
    assert fills
    parts["theme/theme/theme1.xml"] = xml.replace(fills[0], f"<a:bgFillStyleLst>{FILLED}").encode()
    if picture:
        relations = parts["_rels/.rels"].replace(b"rId1", b"rId7").replace(b'officeDocument"', b'image"')
        relations = re.sub(rb'Target="[^"]*"', b'Target="../media/image1.png"', relations)
        parts |= {"theme/theme/_rels/theme1.xml.rels": relations, "theme/media/image1.png": PIXEL}
    return pack(path, parts)


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_every_colour_of_a_template_is_one_of_its_theme(path: Path) -> None:
    for name, content in ooxml.parts(path).items():
        if "/theme/" not in name:
            assert not re.search(rb'(?:srgbClr|sysClr) |\brgb="|&amp;K[0-9A-F]{6}', content), name


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_every_font_of_a_template_is_the_one_of_its_theme(path: Path) -> None:
    parts = ooxml.parts(path)
    fonts = re.findall(rb"<font>.*?</font>", parts["xl/styles.xml"].partition(b"<dxfs")[0])
    assert fonts
    assert all(b'<scheme val="minor"/>' in font for font in fonts)
    assert not any(b'typeface="Calibri"' in content for name, content in parts.items() if "/charts/" in name)


def test_a_theme_gives_its_colours_and_fonts_and_nothing_else(sample: Snapshot, tmp_path: Path) -> None:
    plain = parts_of(build("region-quarterly", snapshot=sample, region="Latin America"))
    content = build("region-quarterly", snapshot=sample, region="Latin America", theme=house(tmp_path / "house.thmx"))
    dressed = parts_of(content)
    new = {name for name in dressed if dressed[name] != plain.get(name)}
    assert new == {
        "[Content_Types].xml", "xl/styles.xml", "xl/theme/theme1.xml", "xl/theme/_rels/theme1.xml.rels",
        "xl/media/image1.png", "docProps/custom.xml", "customXml/item1.xml",
    }  # fmt: skip
    assert b"AB12CD" in dressed["xl/theme/theme1.xml"]
    assert set(re.findall(rb'<name val="(\w+)"', dressed["xl/styles.xml"])) == {b"Georgia"}
    assert dressed["xl/media/image1.png"] == PIXEL
    (tmp_path / "report.xlsx").write_bytes(content)
    assert not ooxml.errors(tmp_path / "report.xlsx")
    assert openpyxl.load_workbook(tmp_path / "report.xlsx")


def test_the_picture_of_the_theme_that_goes_goes_too(sample: Snapshot, tmp_path: Path) -> None:
    template = tmp_path / "mine.xlsx"
    template.write_bytes(build("brief", snapshot=open_snapshot("cross-border-2015"), theme=house(tmp_path / "h.thmx")))
    dressed = parts_of(build(template, snapshot=sample, theme="navy"))
    assert "xl/media/image1.png" not in dressed
    assert b"Relationship " not in dressed["xl/theme/_rels/theme1.xml.rels"]


def test_a_workbook_without_a_theme_gets_one(sample: Snapshot, tmp_path: Path) -> None:
    parts = ooxml.parts(find_template("region-quarterly"))
    del parts["xl/theme/theme1.xml"]
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        parts[name] = re.sub(rb"<(?:Override|Relationship)\b[^>]*theme1[^>]*/>", b"", parts[name])
    report = tmp_path / "report.xlsx"
    template = pack(tmp_path / "bare.xlsx", parts)
    report.write_bytes(build(template, snapshot=sample, region="Brazil", theme="plum"))
    assert ooxml.parts(report)["xl/theme/theme1.xml"] == read_theme(find_palette("plum")).xml
    assert not ooxml.errors(report)


@pytest.mark.parametrize("name", PALETTES)
def test_each_palette_is_a_theme_of_its_own(name: str) -> None:
    theme = read_theme(find_palette(name))
    assert isinstance(theme, Theme)
    assert len({read_theme(find_palette(other)).xml for other in PALETTES}) == len(PALETTES)


def test_the_first_palette_is_that_of_the_templates() -> None:
    assert ooxml.parts(find_template("brief"))["xl/theme/theme1.xml"] == read_theme(find_palette(PALETTES[0])).xml


def test_workbooks_presentations_and_the_xml_alone_give_their_theme(tmp_path: Path) -> None:
    navy = ooxml.parts(find_palette("navy"))
    alone = tmp_path / "theme1.xml"
    alone.write_bytes(navy["theme/theme/theme1.xml"])
    slides = {
        "[Content_Types].xml": navy["[Content_Types].xml"],
        "_rels/.rels": navy["_rels/.rels"].replace(b"theme/theme/themeManager.xml", b"ppt/presentation.xml"),
        "ppt/presentation.xml": b"<p/>",
        "ppt/_rels/presentation.xml.rels": navy["theme/theme/_rels/themeManager.xml.rels"].replace(
            b"theme1.xml", b"theme/theme1.xml"
        ),
        "ppt/theme/theme1.xml": navy["theme/theme/theme1.xml"],
    }
    wanted = read_theme(find_palette("navy"))
    assert read_theme(alone) == wanted
    assert read_theme(pack(tmp_path / "house.potx", slides)) == wanted
    assert read_theme(find_template("brief")) == read_theme(find_palette("teal"))


BROKEN = {
    "empty.thmx": (b"", "neither an Office file nor XML"),
    "cut.thmx": (find_palette("navy").read_bytes()[:300], "damaged"),
    "page.xml": (b"<html/>", "holds no theme"),
    "bomb.xml": (b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', "document type definition"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_theme_file_is_one_error_that_names_it(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(BROKEN[name][0])
    with pytest.raises(InputError, match=BROKEN[name][1]) as error:
        read_theme(tmp_path / name)
    assert error.value.where
    assert error.value.where.file == name


def test_a_theme_without_its_colours_fonts_or_pictures_is_refused(tmp_path: Path) -> None:
    parts = ooxml.parts(find_palette("navy"))
    whole = parts["theme/theme/theme1.xml"]
    for lacking, what in (
        (re.sub(rb"<a:accent6>.*?</a:accent6>", b"", whole), "lacks colours: accent6"),
        (re.sub(rb"<a:minorFont>.*?</a:minorFont>", b"", whole), "lacks its font"),
        (re.sub(rb"<a:fmtScheme.*?</a:fmtScheme>", b"", whole), "fmtScheme"),
    ):
        with pytest.raises(InputError, match=what):
            read_theme(pack(tmp_path / "house.thmx", parts | {"theme/theme/theme1.xml": lacking}))
    with pytest.raises(InputError, match="picture that is not in the file"):
        read_theme(house(tmp_path / "house.thmx", picture=False))


def test_the_command_ends_with_3_for_a_missing_theme(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    command = ["report", "brief", "-o", str(tmp_path / "brief.xlsx"), "--theme", str(tmp_path / "house.thmx")]
    assert run(command) == 3
    assert "missing theme file" in capsys.readouterr().err
    assert run(["export", "-t", "brief", "-o", str(tmp_path / "out"), "--theme", "house.thmx"]) == 3
    assert run([*command[:-1], "navi"]) == 3
    assert "did you mean navy?" in capsys.readouterr().err
    assert not (tmp_path / "brief.xlsx").exists()


def test_the_settings_name_a_theme_beside_them_and_the_option_goes_first(tmp_path: Path) -> None:
    house(tmp_path / "house.thmx")
    settings = tmp_path / "xlmarket.toml"
    settings.write_text('[report]\ntheme = "house.thmx"\n', encoding="utf-8")
    assert load_config(settings).theme == str(tmp_path / "house.thmx")
    data = xm.open("cross-border-2015", config=settings)
    assert b"AB12CD" in parts_of(data.report("brief").content())["xl/theme/theme1.xml"]
    assert b"7A4A86" in parts_of(data.report("brief", theme="plum").content())["xl/theme/theme1.xml"]
    settings.write_text('[report]\nthem = "house.thmx"\n', encoding="utf-8")
    with pytest.raises(ConfigError):
        load_config(settings)


def test_another_theme_is_another_fingerprint_of_a_workbook_and_not_of_a_table(tmp_path: Path) -> None:
    path = house(tmp_path / "house.thmx")
    scope = MetricScope(None, [], ["2015Q4"])

    def prints(theme: Path | None) -> list[str]:
        jobs = plan([(find_template("world-overview"), False)], [scope], ["xlsx", "csv"], "values", theme)
        return [job.fingerprint("figures") for job in jobs]

    (book, table), (plain, same) = prints(path), prints(None)
    assert (book != plain, table == same) == (True, True)
    path.write_bytes(find_palette("plum").read_bytes())
    assert prints(path)[0] != book


def test_previews_and_living_workbooks_have_the_theme_too(tmp_path: Path) -> None:
    sample = ["--dataset", "sample-quarterly", "--theme", "plum"]
    for command in (["template", "preview", "region-quarterly"], ["workbook", "live"]):
        target = tmp_path / "made.xlsx"
        assert run([*command, "-o", str(target), *sample]) == 0
        assert b"7A4A86" in ooxml.parts(target)["xl/theme/theme1.xml"]
        assert not ooxml.errors(target)

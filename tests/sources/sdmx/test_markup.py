"""SDMX-ML: what is taken from keys, groups and attributes, and what is refused before it is parsed."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.sources import Reading, read

HEADER = """<m:Header><m:ID>1</m:ID><m:Test>false</m:Test><m:Sender id="ESTAT"/>
<m:Structure structureID="S" dimensionAtObservation="TIME_PERIOD"><c:Structure><Ref agencyID="ESTAT" id="POP"/></c:Structure>
</m:Structure></m:Header>"""


def message(body: str, header: str = HEADER, kind: str = "StructureSpecificData") -> str:
    base = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/"
    return (
        f'<m:{kind} xmlns:m="{base}message" xmlns:c="{base}common" xmlns:s="{base}data/structurespecific" '
        f'xmlns:f="{base}message/footer">{header}{body}</m:{kind}>'
    )


def reading(folder: Path, text: str, mapping: Mapping | None = None) -> Reading:
    path = folder / "m.xml"
    path.write_text(text, encoding="utf-8")
    return read(path, mapping or Mapping(kind="stock"))


def series(observations: str, keys: str = 'FREQ="A" REF_AREA="FR" UNIT_MEASURE="PS"', dataset: str = "") -> str:
    return message(f'<m:DataSet s:structureRef="S" {dataset}><Series {keys}>{observations}</Series></m:DataSet>')


@pytest.mark.parametrize(("attributes", "value", "status", "note"), [
    ('OBS_VALUE="5" OBS_STATUS="A"', 5.0, "published", ""),
    ('OBS_VALUE="5" OBS_STATUS="E"', 5.0, "estimated", ""),
    ('OBS_VALUE="5" OBS_STATUS="F"', 5.0, "estimated", "forecast"),
    ('OBS_VALUE="5" OBS_STATUS="U"', 5.0, "doubtful", "low reliability"),
    ('OBS_VALUE="5" OBS_FLAG="bep"', 5.0, "estimated", "break in series; provisional"),
    ('OBS_VALUE="5" OBS_STATUS="X9" COMMENT_OBS="see note"', 5.0, "published", "OBS_STATUS X9; see note"),
])  # fmt: skip
def test_a_status_becomes_ours_or_a_note(tmp_path: Path, attributes: str, value: float, status: str, note: str) -> None:
    (row,) = reading(tmp_path, series(f'<Obs TIME_PERIOD="2015" {attributes}/>')).observations.rows
    assert (row.value, row.status.value, row.note) == (value, status, note)


@pytest.mark.parametrize(("attributes", "symbol", "reason"), [
    ('OBS_STATUS="M"', "M", "missing: data cannot exist"),
    ('OBS_VALUE="0" OBS_STATUS="L"', "0", "missing: data exist but were not collected"),
    ('OBS_VALUE="NaN" OBS_STATUS="Q"', "NaN", "suppressed"),
    ('CONF_STATUS="C"', "C", "confidential"),
    ("", "", "no figure"),
])  # fmt: skip
def test_a_missing_or_confidential_figure_is_a_gap_and_never_zero(
    tmp_path: Path, attributes: str, symbol: str, reason: str
) -> None:
    table = reading(tmp_path, series(f'<Obs TIME_PERIOD="2015" {attributes}/>')).observations
    assert not table.rows
    assert [(gap.symbol, gap.reason) for gap in table.gaps] == [(symbol, reason)]


def test_attributes_of_groups_and_data_sets_hold_for_their_observations(tmp_path: Path) -> None:
    text = message(
        '<m:DataSet s:structureRef="S" UNIT_MEASURE="EUR"><Group REF_AREA="FR" UNIT_MULT="6"/>'
        '<Series REF_AREA="FR"><Obs TIME_PERIOD="2015" OBS_VALUE="0.1"/></Series>'
        '<Series REF_AREA="DE"><Obs TIME_PERIOD="2015" OBS_VALUE="0.1"/></Series></m:DataSet>'
    )
    rows = reading(tmp_path, text, Mapping(kind="flow")).observations.rows
    assert {(row.market, row.value, row.unit) for row in rows} == {("FRA", 100_000.0, "EUR"), ("DEU", 0.1, "EUR")}


def test_a_period_of_another_frequency_than_its_series_is_a_reject(tmp_path: Path) -> None:
    outcome = reading(
        tmp_path, series('<Obs TIME_PERIOD="2015-03" OBS_VALUE="5"/><Obs TIME_PERIOD="2015-01-01" OBS_VALUE="6"/>')
    )
    assert [reject.why for reject in outcome.rejects] == ["the period is not of the frequency A that its series has"]
    assert [row.period.label for row in outcome.observations] == ["2015"]


def test_a_second_figure_of_one_key_is_refused_even_where_periods_are_joined(tmp_path: Path) -> None:
    twice = '<Obs TIME_PERIOD="2015-01-05" OBS_VALUE="5"/><Obs TIME_PERIOD="2015-01-05" OBS_VALUE="9"/>'
    mapping = Mapping(kind="ratio", frequency="M", several="mean")
    outcome = reading(tmp_path, series(twice, 'FREQ="D" REF_AREA="FR"'), mapping)
    assert [row.value for row in outcome.observations] == [5.0]
    assert [reject.why for reject in outcome.rejects] == [
        "the message gives this observation twice, first as observation 1"
    ]


@pytest.mark.parametrize(("head", "what"), [
    ("<!DOCTYPE m [<!ENTITY a 'b'>]>", "document type"),
    ("<!-- " + "x" * 9000 + " --><!DOCTYPE m SYSTEM 'http://localhost/x.dtd'>", "document type"),
])  # fmt: skip
def test_a_document_type_is_refused(tmp_path: Path, head: str, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        reading(tmp_path, head + series('<Obs TIME_PERIOD="2015" OBS_VALUE="5"/>'))


def test_nesting_without_end_and_cut_off_xml_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="damaged or cut off"):
        reading(tmp_path, message("<a>" * 300 + "</a>" * 300))
    with pytest.raises(SourceError, match="damaged or cut off"):
        reading(tmp_path, series('<Obs TIME_PERIOD="2015" OBS_VALUE="5"/>')[:-30])


def test_other_xml_and_the_old_standard_are_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r'not a data message of SDMX; found "html"'):
        reading(tmp_path, "<html><body/></html>")
    with pytest.raises(SourceError, match=r"SDMX-ML 2\.0, which is not read"):
        reading(tmp_path, '<CompactData xmlns="http://www.SDMX.org/resources/SDMXML/schemas/v2_0/message"/>')


def test_errors_deletes_and_empty_answers_say_what_they_are(tmp_path: Path) -> None:
    error = '<m:ErrorMessage code="100"><c:Text>No results found</c:Text></m:ErrorMessage>'
    with pytest.raises(SourceError, match=r'error 100 of the agency; found "No results found"'):
        reading(tmp_path, message(error, header="", kind="Error"))
    with pytest.raises(SourceError, match=r"only deletes figures \(1 of them\)"):
        reading(tmp_path, series('<Obs TIME_PERIOD="2015"/>', dataset='s:action="Delete"'))
    with pytest.raises(SourceError, match=r"only deletes figures \(1 of them\)"):
        reading(tmp_path, series("", dataset='s:action="Delete"'))
    with pytest.raises(SourceError, match="holds no observations"):
        reading(tmp_path, message("<m:DataSet/>"))


def test_a_delete_among_figures_is_a_reject_and_an_empty_series_is_listed(tmp_path: Path) -> None:
    body = (
        '<m:DataSet s:structureRef="S"><Series REF_AREA="FR"><Obs TIME_PERIOD="2015" OBS_VALUE="5"/>'
        '<Obs s:action="Delete" TIME_PERIOD="2016"/></Series><Series REF_AREA="DE"/></m:DataSet>'
    )
    outcome = reading(tmp_path, message(body))
    assert [(reject.found, reject.why[:31]) for reject in outcome.rejects] == [
        ("FR.2016", "the message deletes this figure")
    ]
    assert ("series without observations", 1) in [(unused.kind, unused.count) for unused in outcome.unused]


def test_a_notice_below_the_data_is_reported(tmp_path: Path) -> None:
    footer = '<f:Footer><f:Message code="413" severity="Error"><c:Text>Response cut</c:Text></f:Message></f:Footer>'
    text = series('<Obs TIME_PERIOD="2015" OBS_VALUE="5"/>').replace(
        "</m:StructureSpecificData>", footer + "</m:StructureSpecificData>"
    )
    assert "the agency adds a notice 413, so data may be missing: Response cut" in reading(tmp_path, text).findings


def test_a_cross_section_has_its_dimension_from_the_header(tmp_path: Path) -> None:
    header = HEADER.replace('dimensionAtObservation="TIME_PERIOD"', 'dimensionAtObservation="REF_AREA"')
    body = (
        '<m:DataSet structureRef="S"><Series><SeriesKey><Value id="TIME_PERIOD" value="2015"/><Value id="INDICATOR" value="POP"/>'
        '</SeriesKey><Obs><ObsDimension value="FR"/><ObsValue value="5"/></Obs><Obs><ObsDimension value="DE"/><ObsValue value="6"/>'
        "</Obs></Series></m:DataSet>"
    )
    outcome = reading(tmp_path, message(body, header, "GenericData"))
    assert {(row.market, row.metric, row.value) for row in outcome.observations} == {
        ("FRA", "POP", 5.0),
        ("DEU", "POP", 6.0),
    }


def test_a_structure_specific_cross_section_has_its_dimension_in_its_observations(tmp_path: Path) -> None:
    header = HEADER.replace('dimensionAtObservation="TIME_PERIOD"', 'dimensionAtObservation="SEX"')
    body = (
        '<m:DataSet s:structureRef="S"><Series REF_AREA="FR" TIME_PERIOD="2015">'
        '<Obs SEX="M" OBS_VALUE="5"/><Obs SEX="F" OBS_VALUE="6"/></Series></m:DataSet>'
    )
    outcome = reading(tmp_path, message(body, header))
    assert {(row.metric, row.value) for row in outcome.observations} == {("SEX M", 5.0), ("SEX F", 6.0)}


def test_a_message_of_the_third_version_has_components_as_elements(tmp_path: Path) -> None:
    header = (
        '<m:Header><m:ID>1</m:ID><m:Sender id="X"/><m:Structure structureID="S" dimensionAtObservation="TIME_PERIOD">'
        "<c:Structure>urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=X:POP(1.0.0)</c:Structure></m:Structure></m:Header>"
    )
    body = (
        '<m:DataSet s:structureRef="S" s:action="Merge"><Group REF_AREA="FR"><Comp id="UNIT_MULT"><Value>3</Value></Comp></Group>'
        '<Series REF_AREA="FR"><Comp id="SOURCES"><Value>one</Value><Value>two</Value></Comp>'
        '<Obs TIME_PERIOD="2015" OBS_VALUE="5"><Comp id="OBS_STATUS"><Value>P</Value></Comp></Obs></Series></m:DataSet>'
    )
    outcome = reading(tmp_path, message(body, header).replace("v2_1", "v3_0"))
    (row,) = outcome.observations.rows
    assert (row.metric, row.value, row.note, row.source) == ("POP", 5000.0, "provisional", "X, POP")
    assert ("SOURCES", "attribute") in [(unused.place.column, unused.kind) for unused in outcome.unused]


def test_two_data_sets_of_one_message_are_two_metrics(tmp_path: Path) -> None:
    first = HEADER.partition("<m:Structure")[2].removesuffix("</m:Header>")
    second = first.replace('"S"', '"T"').replace('"POP"', '"GDP"')
    header = HEADER.replace("</m:Header>", f"<m:Structure{second}</m:Header>")
    body = "".join(
        f'<m:DataSet s:structureRef="{name}"><Series REF_AREA="FR"><Obs TIME_PERIOD="2015" OBS_VALUE="{value}"/></Series></m:DataSet>'
        for name, value in (("S", 5), ("T", 6))
    )
    outcome = reading(tmp_path, message(body, header))
    assert {(row.metric, row.value) for row in outcome.observations} == {("ESTAT:POP", 5.0), ("ESTAT:GDP", 6.0)}

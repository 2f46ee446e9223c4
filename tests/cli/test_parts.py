"""The small parts of commands: messages, targets, titles, the account of an import, its questions, its drafts."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlmarket.cli.accounting import describe, group_questions, summarize
from xlmarket.cli.drafts import preview
from xlmarket.cli.importer import Importer, MappingOptions
from xlmarket.cli.questions import settle
from xlmarket.cli.session import Session
from xlmarket.cli.targets import choose_target
from xlmarket.cli.titles import list_titles
from xlmarket.config import Mapping
from xlmarket.errors import InputError, SourceError, UsageError
from xlmarket.sources import Question, Reading, read

TABLE = "market,metric,period,value,unit\nBrazil,sales,2015Q4,5,USD million\nJapan,sales,2015Q4,x,USD million\n"
NOTHING = MappingOptions(metric=None, kind=None, market=None, period=None, aggregates=(), exclude=())


def questions(text: str, tmp_path: Path) -> tuple[Question, ...]:
    return tuple(reading(text, tmp_path).questions)


def reading(text: str, tmp_path: Path) -> Reading:
    (tmp_path / "a.csv").write_text(text)
    return read(tmp_path / "a.csv")


def test_messages_are_quiet_and_results_are_not(capsys: pytest.CaptureFixture[str]) -> None:
    for session in (Session(), Session(quiet=True)):
        session.message("note")
        session.result("plain", {"a": 1})
    Session(json=True).result("plain", ["é"])
    assert capsys.readouterr() == ('plain\nplain\n[\n  "é"\n]\n', "note\n")


def test_the_store_of_the_command_line_goes_before_that_of_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('store = "settings.sqlite"\n')
    assert Session(config=file).store_url() == "settings.sqlite"
    assert Session(config=file, store="other.sqlite").store_url() == "other.sqlite"


def test_a_target_is_a_new_file_next_to_the_workbook(tmp_path: Path) -> None:
    book = tmp_path / "plan.xlsm"
    target = choose_target(book, None, "live", in_place=False)
    assert target == tmp_path / "plan (live).xlsm"
    assert choose_target(book, None, "live", in_place=True) == book
    assert choose_target(book, tmp_path / "x.XLSM", "live", in_place=False) == tmp_path / "x.XLSM"
    target.touch()
    with pytest.raises(InputError, match="choose another name with -o"):
        choose_target(book, None, "live", in_place=False)
    with pytest.raises(UsageError, match="contradict"):
        choose_target(book, target, "live", in_place=True)
    with pytest.raises(UsageError, match="same kind"):
        choose_target(book, tmp_path / "x.xlsx", "live", in_place=False)


def test_long_titles_go_on_below_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    assert list_titles({"one": "a title that is too long for it", "b": ""}).splitlines() == [
        "one  a title that is too long",
        "     for it",
        "b",
    ]


def test_an_account_has_totals_and_the_first_places_of_each_kind(tmp_path: Path) -> None:
    account = describe(reading(TABLE, tmp_path))
    assert account.splitlines()[0] == "a.csv: 1 figure, 0 gaps, 1 rejected, 0 not used"
    assert "  rejected 1: " in account
    fields = summarize(reading(TABLE, tmp_path))
    assert (fields["figures"], fields["kinds"]) == (1, {"sales": "flow"})
    assert [reject["row"] for reject in fields["rejected"]] == [3]  # type: ignore[attr-defined]


def test_questions_of_one_topic_become_one_sentence(tmp_path: Path) -> None:
    text = "Country,Year,Metric,Value\nGermany,2014,x,1\nGermany,2014,y,1\n"
    ((sentence, remedy),) = group_questions(questions(text, tmp_path))
    assert '"x"' in sentence
    assert 'the same of "y"' in sentence
    assert "--kind" in remedy


@pytest.mark.parametrize(
    ("choice", "aggregates", "exclude"),
    [("aggregate", {"Total": ()}, ()), ("market", {"Total": None}, ()), ("exclude", {}, ("Total",))],
)
def test_an_answer_changes_the_mapping(
    tmp_path: Path, choice: str, aggregates: dict[str, object], exclude: tuple[str, ...]
) -> None:
    text = "market,metric,period,value,unit\nBrazil,sales,2015,5,USD\nJapan,sales,2015,5,USD\nTotal,sales,2015,10,USD\n"
    (question,) = questions(text, tmp_path)
    mapping = settle(Mapping(), question, choice)
    assert (mapping.aggregates, mapping.exclude) == (aggregates, exclude)


def test_the_preview_of_a_draft_is_a_table_of_figures(tmp_path: Path) -> None:
    lines = preview(reading(TABLE, tmp_path)).splitlines()
    assert [line.split() for line in lines] == [
        ["market", "metric", "period", "value", "unit"],
        ["BRA", "sales", "2015Q4", "5", "USD", "million"],
    ]


def test_options_of_the_command_line_go_before_those_of_the_mapping() -> None:
    options = MappingOptions(
        metric="sales", kind="flow", market=None, period=None, aggregates=("Total",), exclude=("x",)
    )
    mapping = options.apply(Mapping(metric="visits", market="Brazil", exclude=("y",)))
    assert (mapping.metric, mapping.kind, mapping.market) == ("sales", "flow", "Brazil")
    assert (mapping.aggregates, mapping.exclude) == ({"Total": ()}, ("y", "x"))
    assert options.keys() == {"metric": "sales", "kind": "flow", "aggregates": ["Total"], "exclude": ["x"]}
    assert NOTHING.keys() == {}


def test_an_import_with_a_reject_is_refused_unless_bad_rows_are_skipped(tmp_path: Path) -> None:
    bad = reading(TABLE, tmp_path)
    with pytest.raises(SourceError, match="1 value cannot be read, so nothing was imported"):
        Importer(Session(), None, NOTHING, skip_bad=False).refuse([bad])
    Importer(Session(), None, NOTHING, skip_bad=True).refuse([bad])
    empty = reading(TABLE.splitlines()[0] + "\n" + TABLE.splitlines()[2] + "\n", tmp_path)
    with pytest.raises(SourceError, match="no figure is left"):
        Importer(Session(), None, NOTHING, skip_bad=True).refuse([empty])

"""Bytes as lines of text."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.errors import SourceError
from xlmarket.sources import encoded
from xlmarket.sources.encoded import lines_of, unpack

TEXT = "market,value\nPérou,5"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_or_utf_8_needs_no_declaration(encoding: str) -> None:
    assert lines_of(TEXT.encode(encoding), "f.csv") == TEXT.split("\n")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16-le"])
def test_another_encoding_is_read_where_it_is_declared_and_offered_where_not(encoding: str) -> None:
    data = TEXT.encode(encoding)
    assert lines_of(data, "f.csv", encoding) == TEXT.split("\n")
    with pytest.raises(SourceError, match=f'encoding = "{encoding}"'):
        lines_of(data, "f.csv")


@given(
    st.lists(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"])), min_size=2),
    st.sampled_from(("\n", "\r\n", "\r", "\r\r\n")),
)
def test_all_line_ends_are_alike(lines: list[str], end: str) -> None:
    lines = ["a", *lines]
    assert lines_of(end.join(lines).encode(), "f.csv") == lines


def test_a_gzip_file_is_unpacked_whatever_its_name() -> None:
    packed = gzip.compress(b"a,b\n") + gzip.compress(b"1,2")
    assert unpack(packed, "f.csv") == b"a,b\n1,2"
    assert unpack(b"a,b", "f.csv.gz") == b"a,b"


def test_a_gzip_file_has_a_limit_and_a_cut_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = gzip.compress(b"0" * 100)
    with pytest.raises(SourceError, match="damaged or cut off"):
        unpack(packed[:-5], "f.gz")
    monkeypatch.setattr(encoded, "MOST_BYTES", 99)
    with pytest.raises(SourceError, match="more than a gigabyte"):
        unpack(packed, "f.gz")


@pytest.mark.parametrize(("data", "what"), [
    (b"PK\x03\x04", "a zip file, not a text"), (b"%PDF-1.7", "a PDF, not a text"), (b"<!DOCTYPE html>", "an HTML or XML page"),
    (b"", "the file is empty"), (b" \n \n", "the file is empty"),
])  # fmt: skip
def test_a_file_of_another_kind_is_named(data: bytes, what: str) -> None:
    with pytest.raises(SourceError, match=f"f.csv: {what}"):
        lines_of(data, "f.csv")


def test_an_unknown_encoding_and_a_wrong_byte_have_their_place() -> None:
    with pytest.raises(SourceError, match='unknown encoding "utf8x": choose from utf-8'):
        lines_of(b"a", "f.csv", "utf8x")
    with pytest.raises(SourceError, match="row 3: the text is not UTF-8"):
        lines_of(b"a\nb\n\xff", "f.csv")

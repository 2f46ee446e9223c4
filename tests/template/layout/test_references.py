"""References of formulas when rows repeat: Excel's insertion and deletion, and a formula's own iteration."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formula import Tokenizer

from xlmarket.package.areas import Area, column_letters, column_number, parse_area
from xlmarket.template.layout.axes import Axis, Band, Layout, OutputRow, Run
from xlmarket.template.layout.references import compile_formula, quote_sheet, rewrite

# row 5 three times
THRICE = Layout(rows=Axis.of([Run(1, 4), Run(5, 5, ((1, 0),), 3), Run(6, 20)], {1: (5, 5)}))
# row 5 not at all
NEVER = Layout(rows=Axis.of([Run(1, 4), Run(6, 20)], {1: (5, 5)}))


def after(formula: str, layout: Layout = THRICE, path=(), **options) -> str:
    return rewrite(formula, "Data", {"data": layout}, (path, ()), **options)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("D4", "D4"),
        ("D5", "D5"),
        ("D6", "D8"),
        ("=SUM(D5:D5)", "=SUM(D5:D7)"),
        ("SUM(D4:D6)", "SUM(D4:D8)"),
        ("SUM(D6:D4)", "SUM(D8:D4)"),
        ("SUM($D$5:$D$5)/D$6", "SUM($D$5:$D$7)/D$8"),
        ("Data!D6+'Data'!D6+Other!D6", "Data!D8+'Data'!D8+Other!D6"),
        ("SUM(Data!D5:Data!D6)", "SUM(Data!D5:Data!D8)"),
        ("SUM(A:A,6:6,$5:$5,$A:B)", "SUM(A:A,8:8,$5:$7,$A:B)"),
        ('"D6"&D6&"a""D6"', '"D6"&D8&"a""D6"'),
        ("LOG10(D6)+ATAN2(D6,1)", "LOG10(D8)+ATAN2(D8,1)"),
        ("Table6[D6]+T[[#This Row],[D6]]+T['[D6]", "Table6[D6]+T[[#This Row],[D6]]+T['[D6]"),
        ("[1]Data!D6+[1]!D6+'[1]Data'!D6+'C:\\x\\[b.xlsx]Data'!D6:D7", "[1]Data!D6+[1]!D6+'[1]Data'!D6+'C:\\x\\[b.xlsx]Data'!D6:D7"),
        ("R6C1+R6C6+D6.x+_D6+D6_+ABCD6+XFE6+D1048577", "R6C1+R6C6+D6.x+_D6+D6_+ABCD6+XFE6+D1048577"),
        ("_xlfn.ANCHORARRAY(D6)+D6#", "_xlfn.ANCHORARRAY(D8)+D8#"),
        ("_xlfn.LET(_xlpm.d6,D6,_xlpm.d6)", "_xlfn.LET(_xlpm.d6,D8,_xlpm.d6)"),
        ("D6 D7,(D6,D9)", "D8 D9,(D8,D11)"),
        ("#REF!+Data!#REF!+#N/A+#DIV/0!+D6", "#REF!+Data!#REF!+#N/A+#DIV/0!+D8"),
        ("SUM(Data:Data!D6)+SUM(Data:Other!D6)", "SUM(Data:Data!D8)+SUM(Data:Other!D6)"),
        ("{1,6;6,\"D6\"}*1E6*D6%", "{1,6;6,\"D6\"}*1E6*D8%"),
        ("D6:INDEX(D:D,6)+OFFSET(D6,1E6,0)", "D8:INDEX(D:D,6)+OFFSET(D8,1E6,0)"),
        ("Data!Name6+Data6!x+TRUE", "Data!Name6+Data6!x+TRUE"),
        ("@D6+-D6^2<>D6", "@D8+-D8^2<>D8"),
        ("D4:D1048576", "D4:D1048576"),
    ],
)  # fmt: skip
def test_a_formula_outside_the_block_reads_as_after_excels_insertion(formula, expected):
    assert after(formula) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("D5", "#REF!"),
        ("Data!D5", "Data!#REF!"),
        ("SUM(D5:D5)", "SUM(#REF!)"),
        ("SUM(D4:D5)", "SUM(D4:D4)"),
        ("SUM(D5:D7)+5:5", "SUM(D5:D6)+#REF!"),
    ],
)
def test_dropped_rows_read_as_after_excels_deletion(formula, expected):
    assert after(formula, NEVER) == expected


def test_a_formula_inside_a_block_sees_its_own_iteration():
    path = ((1, 2),)
    assert after("D5/SUM(D5:D5)/SUM(D4:D6)*D6", path=path) == "D7/SUM(D7:D7)/SUM(D4:D8)*D8"


def test_the_path_says_nothing_about_another_sheet():
    layouts = {"data": THRICE, "it's": THRICE}
    assert rewrite("SUM('It''s'!D5:D5)+D5", "Data", layouts, (((1, 1),), ())) == "SUM('It''s'!D5:D7)+D6"


def test_single_cells_stretch_where_it_is_asked_for():
    assert after("Data!$D$5", stretch_cells=True) == "Data!$D$5:$D$7"
    assert after("D$6,'Data'!D5", stretch_cells=True) == "D$8,'Data'!D5:D7"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("Data!D6", "Data!D6"),
        ("Data!$D6", "Data!$D6"),
        ("Data!D$6", "Data!D$8"),
        ("Data!D$5", "Data!D$5"),
        ("Data!$D$6", "Data!$D$8"),
        ("Data!$D$5:$D$5", "Data!$D$5:$D$7"),
        ("Data!D$5:D9", "Data!D$5:D9"),
        ("Data!D9:D$5", "Data!D9:D$7"),
        ("Data!D$6:Data!D$6", "Data!D$8:Data!D$8"),
        ("Data!6:$6+Data!$6:$6+Data!6:6", "Data!6:$8+Data!$8:$8+Data!6:6"),
        ("Data!A1048576+Data!$A$1", "Data!A1048576+Data!$A$1"),
    ],
)
def test_in_a_name_only_what_is_absolute_follows(formula, expected):
    assert after(formula, keeps_distances=True) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("Data!D5", "Data!D5"),
        ("Data!D$5", "Data!#REF!"),
        ("Data!$D$5:$D$5", "Data!#REF!"),
        ("Data!D$5:D9", "Data!D$5:D9"),
        ("Data!D9:D$5", "Data!D9:D$4"),
        ("Data!D$5:E$7", "Data!D$5:E$6"),
    ],
)
def test_in_a_name_an_absolute_end_that_was_dropped_gives_way_to_the_next_row(formula, expected):
    assert after(formula, NEVER, keeps_distances=True) == expected


def test_an_absolute_end_with_nothing_left_before_it_is_lost():
    gone = Layout(rows=Axis.of([Run(2, 20)], {}))
    across = Layout(columns=Axis.of([Run(3, 9)], {}, limit=16_384))
    assert after("Data!D9:D$1", gone, keeps_distances=True) == "Data!#REF!"
    assert after("Data!D9:$B9", across, keeps_distances=True) == "Data!#REF!"
    assert after("Data!$A9:D9", across, keeps_distances=True) == "Data!$A9:D9"
    assert after("Data!$B:$B+Data!$C:D", across, keeps_distances=True) == "Data!#REF!+Data!$A:D"


def test_the_absolute_row_of_an_absolute_column_follows_its_band():
    layout = Layout(bands=(Band(4, 5, THRICE.rows),))
    names = "Data!$D$6+Data!D$6+Data!$C$6+Data!$D$6:$E9+Data!$D6"
    assert after(names, layout, keeps_distances=True) == "Data!$D$8+Data!D$6+Data!$C$6+Data!$D$8:$E9+Data!$D6"


def test_a_name_follows_the_new_name_of_its_sheet():
    renamed = Layout(rows=THRICE.rows, sheet="New name")
    formula = "Data!D6+Data!D$6:Data!D9"
    assert after(formula, renamed, keeps_distances=True) == "'New name'!D6+'New name'!D$8:'New name'!D9"


def test_absolute_rows_may_be_looked_at_from_outside_the_block():
    formula = compile_formula("$D5/MAX($D$5:$D$5)")
    bound = formula.bind("Data", {"data": THRICE}, fixed_from_outside=True)
    assert bound.at(((1, 1),)) == "$D6/MAX($D$5:$D$7)"


def test_a_formula_that_depends_on_no_path_says_so():
    layouts = {"data": THRICE}
    assert compile_formula("Data!D6+Other!D5").bind("Other", layouts).is_constant
    assert not compile_formula("D5").bind("Data", layouts).is_constant


@given(st.integers(1, 30), st.integers(0, 10), st.integers(1, 30), st.integers(0, 10), st.integers(1, 4))
def test_a_stretched_range_equals_inserting_or_deleting_rows_one_by_one(first, more, at, length, times):
    """Excel's own rule, one row at a time: below a range nothing, inside it longer, above it lower."""
    last, block = first + more, (at, at + length)
    inside = first <= block[0] and block[1] <= last
    apart = last < block[0] or block[1] < first
    if not (inside or apart):
        return
    low, high = first, last
    for _ in range((times - 1) * (length + 1)):
        # a new row goes in below the first of the block's rows, so that a range over the block grows with it
        low, high = low + (low > block[1]), high + (high >= block[0])
    rows = [OutputRow(row) for row in range(1, at)]
    rows += [OutputRow(row, ((1, i),)) for i in range(times) for row in range(block[0], block[1] + 1)]
    layout = Layout(rows=Axis.of(rows, {1: block}))
    assert rewrite(f"SUM(B{first}:B{last})", "S", {"s": layout}) == f"SUM(B{low}:B{high})"


@given(st.sets(st.integers(1, 12), max_size=11), st.integers(1, 12), st.integers(0, 5))
def test_dropping_rows_equals_deleting_them_one_by_one(dropped, first, more):
    low, high = first, first + more
    for row in sorted(dropped, reverse=True):
        low, high = (low - (row < low), high - (row <= high))
    layout = Layout(rows=Axis.of([OutputRow(row) for row in range(1, 13) if row not in dropped], {}, height=12))
    expected = f"B{low}:B{high}" if low <= high else "#REF!"
    assert rewrite(f"B{first}:B{first + more}", "S", {"s": layout}) == expected


@given(st.integers(1, 16_384))
def test_column_letters_and_numbers_are_each_others_inverse(number):
    assert column_number(column_letters(number)) == number


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("D5", Area(4, 5, 4, 5)),
        ("$E$7:D5", Area(4, 5, 5, 7)),
        ("A:C", Area(1, 1, 3, 1_048_576)),
        ("$5:9", Area(1, 5, 16_384, 9)),
    ],
)
def test_areas_are_read_with_their_corners_in_order(text, area):
    assert parse_area(text) == area
    assert parse_area(str(area)) == area


@pytest.mark.parametrize("text", ["", "A", "5", "A0", "XFE1", "A1:B", "A1048577", "A1:2", "Sheet!A1", "A1B2"])
def test_what_is_no_area_is_refused(text):
    with pytest.raises(ValueError):
        parse_area(text)


@pytest.mark.parametrize(
    ("name", "written"),
    [("Data", "Data"), ("It's", "'It''s'"), ("Q1", "'Q1'"), ("My data", "'My data'"), ("RC", "'RC'")],
)
def test_sheet_names_are_quoted_where_a_formula_needs_it(name, written):
    assert quote_sheet(name) == written


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(A1:B2,Sheet2!C3)*'My Sheet'!D4",
        '=IF(A1>0,"A1",LOG10(B5:B5))',
        "=VLOOKUP(A1,T!$A$1:$C$9,2,FALSE)&Table1[x]",
    ],
)
def test_the_references_found_are_those_openpyxl_finds(formula):
    found = [piece.text for piece in compile_formula(formula).references]
    operands = [t.value for t in Tokenizer(formula).items if t.type == "OPERAND" and t.subtype == "RANGE"]
    assert found == [value for value in operands if "[" not in value]

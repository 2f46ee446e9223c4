"""References of formulas when rows repeat: Excel's insertion and deletion, and a formula's own iteration."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formula import Tokenizer

from xlmarket.package.areas import Area, column_letters, column_number, parse_area
from xlmarket.template.layout.axes import Axis, Band, Layout, OutputRow, Run
from xlmarket.template.layout.references import compile_formula, ends_of, quote_sheet, rewrite

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


def test_an_absolute_end_that_was_dropped_gives_way_to_the_first_row_of_all():
    second = Layout(rows=Axis.of([Run(1, 1), Run(3, 20)], {}))
    assert after("Data!D9:D$2", second, keeps_distances=True) == "Data!D9:D$1"
    assert (
        after("Data!D$20:D9", Layout(rows=Axis.of([Run(1, 19)], {}, height=20)), keeps_distances=True) == "Data!D$20:D9"
    )


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


# rows 3 to 6 per group; rows 4 and 5 per member, of which the first group has 2 and the second 3
GROUPS = Axis.of(
    [
        Run(1, 2),
        Run(3, 3, ((1, 0),)),
        Run(4, 5, ((1, 0), (2, 0)), 2),
        Run(6, 6, ((1, 0),)),
        Run(3, 3, ((1, 1),)),
        Run(4, 5, ((1, 1), (2, 0)), 3),
        Run(6, 6, ((1, 1),)),
        Run(7, 20),
    ],
    {1: (3, 6), 2: (4, 5)},
)
NESTED = Layout(rows=GROUPS)
ALIKE = Layout(columns=GROUPS)


@pytest.mark.parametrize(
    ("formula", "path", "expected"),
    [
        ("D4+D$4+D5", ((1, 0), (2, 1)), "D6+D$4+D7"),
        ("D4+D$4+D5", ((1, 1), (2, 2)), "D14+D$10+D15"),
        ("SUM(D$4:D4)", ((1, 1), (2, 2)), "SUM(D$10:D14)"),
        ("SUM(D4:D$4)", ((1, 1), (2, 1)), "SUM(D12:D$14)"),
        ("SUM(D$5:D$4)", ((1, 1), (2, 1)), "SUM(D$15:D$10)"),
        ("SUM(D5:D$4)", ((1, 1), (2, 1)), "SUM(D13:D$10)"),
        ("SUM(D$5:D4)", ((1, 1), (2, 1)), "SUM(D$15:D12)"),
        ("SUM(D4:D4)+D3+D$3", ((1, 1),), "SUM(D10:D14)+D9+D$3"),
        ("SUM(D$4:D$4)", ((1, 1),), "SUM(D$4:D$14)"),
        ("SUM(D3:D6)+D7", ((1, 1),), "SUM(D9:D16)+D17"),
        ("SUM(D4:D5)+D6", (), "SUM(D4:D15)+D8"),
        ("SUM(4:$4)+$7:7", ((1, 1), (2, 1)), "SUM(12:$14)+$17:17"),
    ],
)
def test_a_fixed_row_is_seen_from_outside_the_innermost_block(formula, path, expected):
    assert after(formula, NESTED, path) == expected


def test_a_fixed_row_is_there_also_in_an_iteration_that_dropped_its_own():
    """Row 4 is kept in the second iteration alone."""
    rows = [OutputRow(3), *[OutputRow(row, ((1, n),)) for n in range(3) for row in ((4, 5) if n == 1 else (5,))]]
    layout = Layout(rows=Axis.of([OutputRow(1), OutputRow(2), *rows, OutputRow(6)], {1: (4, 5)}))
    bound = compile_formula("D$4+SUM($D$4:$D$4)+D4").bind("Data", {"data": layout})
    each = ["D$5+SUM($D$5:$D$5)+#REF!", "D$5+SUM($D$5:$D$5)+D5", "D$5+SUM($D$5:$D$5)+#REF!"]
    assert bound.along(((1, 0),), 3) == [bound.at(((1, n),)) for n in range(3)] == each


def test_dollars_count_for_nothing_where_references_have_them_always():
    path = ((1, 1), (2, 2))
    assert after("SUM(D$4:D$5)+$D$4", NESTED, path, heeds_dollars=False) == "SUM(D$14:D$15)+$D$14"
    assert rewrite("$D$4", "Data", {"data": ALIKE}, ((), path), heeds_dollars=False) == "$N$4"


@pytest.mark.parametrize(
    ("formula", "path", "expected"),
    [
        ("D4+$D4", ((1, 0), (2, 1)), "F4+$D4"),
        ("SUM($D4:D4)", ((1, 1), (2, 2)), "SUM($J4:N4)"),
        ("SUM(D4:$D4)", ((1, 1), (2, 1)), "SUM(L4:$N4)"),
        ("SUM(D:$E)+B:B", ((1, 1), (2, 1)), "SUM(L:$O)+B:B"),
        ("SUM(D4:D4)", (), "SUM(D4:N4)"),
        ("D4", (), "D4"),
        ("SUM(4:4)", (), "SUM(4:4)"),
    ],
)
def test_columns_follow_as_rows_do(formula, path, expected):
    assert rewrite(formula, "Data", {"data": ALIKE}, ((), path)) == expected


def test_a_cell_stretches_from_columns_of_one_letter_to_those_of_two():
    layout = Layout(columns=Axis.of([Run(1, 25), Run(26, 26, ((1, 0),), 3)], {1: (26, 26)}))
    assert after("Z4", layout, stretch_cells=True) == "Z4:AB4"


def test_a_cell_stretches_along_both_axes_where_it_is_asked_for():
    both = Layout(rows=GROUPS, columns=GROUPS)
    assert after("D4", both, stretch_cells=True) == "D4:N14"
    assert after("$D$4", ALIKE, stretch_cells=True) == "$D$4:$N$4"
    assert after("G$7+Data!$D7", ALIKE, stretch_cells=True) == "Q$7+Data!$D7:$N7"
    assert after("D4:E4", both, stretch_cells=True) == "D4:O14"
    assert after("D4", both) == "D4"
    assert after("D4", Layout(columns=Axis.of([Run(1, 3)], {}, height=4)), stretch_cells=True) == "#REF!"


@given(
    st.sampled_from(
        ["D4", "D$4", "D5:D$4", "D4:D$5", "$D$5", "D7", "D1+D6*2", "SUM(D$3:D4)/D5", "D9:D4", "4:$5", "B:B", "5"]
    ),
    st.integers(0, 1),
    st.integers(0, 2),
    st.integers(1, 3),
    st.booleans(),
)
def test_the_formulas_along_a_block_are_those_of_each_iteration(formula, group, member, count, stretch):
    bound = compile_formula(formula).bind("Data", {"data": NESTED}, stretch_cells=stretch)
    each = [bound.at(((1, group), (2, member + further))) for further in range(count)]
    assert bound.along(((1, group), (2, member)), count) == each
    assert bound.along((), count) == [bound.at()] * count
    dropped = compile_formula(formula).bind("Data", {"data": NEVER})
    assert dropped.along(((1, 0),), 2) == [dropped.at(((1, further),)) for further in range(2)]
    assert compile_formula("").bind("Data", {}).along(((1, 0),), 2) == ["", ""]


def test_the_texts_around_references_are_joined():
    bound = compile_formula("1+Other!D5+2").bind("Data", {"data": THRICE})
    assert bound.pieces == ("1+Other!D5+2",)
    assert compile_formula("1+D5+2").references[0].text == "D5"
    assert compile_formula("1+2").pieces == ("1+2",)
    assert compile_formula("D5").pieces == compile_formula("D5").references


def test_both_ends_of_a_lone_row_are_its_copy():
    assert ends_of(GROUPS, (4, 4), ((1, 1), (2, 1)), (True, False)) == (10, 12)
    assert ends_of(GROUPS, (5, 4), ((1, 1), (2, 1)), (True, False)) == (15, 12)
    assert ends_of(GROUPS, (5, 4), ((1, 1), (2, 1)), (False, False)) == (13, 12)
    assert ends_of(GROUPS, (4, 4), (), (True, True)) == (4, 14)
    assert ends_of(GROUPS, (4, 4), ((1, 1), (2, 9)), (True, True)) == (10, 14)
    assert ends_of(GROUPS, (4, 4), ((1, 1), (2, 9)), (True, False)) is None
    assert ends_of(GROUPS, (4, 4), ((1, 9), (2, 0)), (True, True)) is None


def test_formats_look_at_fixed_columns_from_outside_too():
    bound = compile_formula("$D4+D$4+D4").bind(
        "Data", {"data": ALIKE}, across=((1, 1), (2, 1)), fixed_from_outside=True
    )
    assert bound.at() == "$D4+L$4+L4"
    both = {"data": Layout(rows=GROUPS, columns=GROUPS)}
    bound = compile_formula("SUM(D$4:D4)").bind("Data", both, across=((1, 1), (2, 1)), fixed_from_outside=True)
    assert bound.at(((1, 1), (2, 1))) == "SUM(L$4:L14)"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(Data:Data!D6)", "SUM('New name:New name'!D8)"),
        ("SUM(Data:Other!D6)", "SUM('New name:Other'!D6)"),
        ("SUM(Other:Data!D6)", "SUM('Other:New name'!D6)"),
        ("SUM(Other:Third!D6)", "SUM(Other:Third!D6)"),
        ("Data!D6+'Data'!D6", "'New name'!D8+'New name'!D8"),
        ("Data!D6:Data!D7+Data!#REF!", "'New name'!D8:'New name'!D9+Data!#REF!"),
    ],
)
def test_references_follow_the_new_name_of_their_sheet(formula, expected):
    assert after(formula, Layout(rows=THRICE.rows, sheet="New name")) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(Data:Data!D5)", "SUM(East:West!D5)"),
        ("SUM(Data:Other!D5)", "SUM(East:Other!D5)"),
        ("SUM(Other:Data!D5)", "SUM(Other:West!D5)"),
        ("SUM('Data:My data'!D5)", "SUM('East:My data'!D5)"),
        ("Data!D5", "East!D5"),
    ],
)
def test_a_range_of_sheets_goes_from_the_first_copy_to_the_last(formula, expected):
    assert after(formula, Layout(sheet="East", last_sheet="West")) == expected


def test_a_last_copy_alone_renames_the_end_of_a_range():
    assert after("SUM(Data:Data!D5)+Data!D5", Layout(last_sheet="West")) == "SUM(Data:West!D5)+Data!D5"
    assert after("SUM(Data:Data!D5)", Layout(sheet="It's", last_sheet="West")) == "SUM('It''s:West'!D5)"


def test_a_sheet_that_is_gone_takes_its_references_along():
    gone = Layout(is_gone=True)
    assert rewrite("Data!D5+D5+SUM(Data!A:A)", "Other", {"data": gone}) == "#REF!+D5+SUM(#REF!)"


def test_references_through_sheets_that_moved_alike_move():
    moved = {"data": THRICE, "other": THRICE}
    assert rewrite("SUM(Data:Other!D6)", "Third", moved) == "SUM(Data:Other!D8)"
    assert rewrite("SUM(Data:Other!D6)", "Third", {"data": THRICE, "other": NEVER}) == "SUM(Data:Other!D6)"
    assert rewrite("SUM(Data:Other!D4)", "Third", {"data": THRICE, "other": NEVER}) == "SUM(Data:Other!D4)"
    nested = {"data": NESTED, "other": NESTED}
    assert rewrite("SUM(Data:Other!D4:D4)", "Data", nested, (((1, 1), (2, 1)), ())) == "SUM(Data:Other!D4:D14)"
    across = {"data": ALIKE, "other": ALIKE}
    path = ((1, 1), (2, 1))
    assert rewrite("SUM(Data:Other!D4:D4)", "Data", across, ((), path)) == "SUM(Data:Other!D4:N4)"


def test_the_path_of_columns_says_nothing_about_another_sheet():
    both = {"data": ALIKE, "other": ALIKE}
    assert rewrite("D4+Other!D4", "Data", both, ((), ((1, 1), (2, 1)))) == "L4+Other!D4"


def test_a_reference_of_a_band_follows_its_rows():
    banded = Layout(rows=NEVER.rows, bands=(Band(4, 5, THRICE.rows),))
    assert after("D6+E6+D6:E7+$D$6", banded) == "D8+E8+D8:E9+$D$8"
    assert after("C6+F6+C6:D7+E6:F7+6:6", banded) == "C5+F5+C5:D6+E5:F6+5:5"
    assert after("SUM(E6:D7)", banded) == "SUM(E8:D9)"


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("D5", Area(4, 5, 4, 5)),
        ("Data!$D$5:E7", Area(4, 5, 5, 7)),
        ("Data!D5:Data!E7", Area(4, 5, 5, 7)),
        ("'It''s'!$D$5:'It''s'!E$7", Area(4, 5, 5, 7)),
        ("Data:Other!B:C", Area(2, 1, 3, 1_048_576)),
        ("Data!3:$4", Area(1, 3, 16_384, 4)),
    ],
)
def test_a_reference_has_the_area_of_its_cells(text, area):
    (reference,) = compile_formula(text).references
    assert reference.area == area


@pytest.mark.parametrize(
    ("text", "columns", "rows", "has_distances"),
    [
        ("D5", (False, False), (False, False), True),
        ("$D5", (True, True), (False, False), True),
        ("D$5", (False, False), (True, True), True),
        ("$D$5", (True, True), (True, True), False),
        ("$D$5:$E7", (True, True), (True, False), True),
        ("$D$5:E$7", (True, False), (True, True), True),
        ("$D:$E", (True, True), (False, False), False),
        ("$D:E", (True, False), (False, False), True),
        ("$3:$4", (False, False), (True, True), False),
        ("3:$4", (False, False), (False, True), True),
    ],
)
def test_a_reference_says_which_ends_are_fixed(text, columns, rows, has_distances):
    (reference,) = compile_formula(text).references
    assert reference.fixed == (columns, rows)
    assert reference.has_distances == has_distances


@pytest.mark.parametrize(
    ("name", "is_quoted"),
    [("Data", False), ("Données", False), ("_x", False), ("A.b_1", False), ("ABCD1", False), ("1st", True), ("a-b", True),
     ("A1", True), ("XFD9", True), ("R", True), ("r1c1", True), ("C", True), ("c12", True), ("RC2", True), ("R1x", False)],
)  # fmt: skip
def test_a_name_that_looks_like_a_cell_is_quoted(name, is_quoted):
    assert quote_sheet(name) == (f"'{name}'" if is_quoted else name)


SIBLINGS = Layout(
    rows=Axis.of([Run(1, 3), Run(4, 4, ((1, 0),), 3), Run(5, 6, ((2, 0),), 2), Run(7, 7)], {1: (4, 4), 2: (5, 6)})
)
"""Row 4 three times, then rows 5 and 6 twice."""


@pytest.mark.parametrize(
    ("formula", "each"),
    [
        ("SUM(D5:D5)", ["SUM(D7:D9)"] * 3),
        ("SUM(D5:D6)", ["SUM(D7:D10)"] * 3),
        ("SUM(D4:D5)", ["SUM(D4:D9)", "SUM(D5:D9)", "SUM(D6:D9)"]),
        ("SUM(D3:D6)+D5", ["SUM(D3:D10)+D7"] * 3),
        ("SUM(D$5:D5)", ["SUM(D$7:D9)"] * 3),
    ],
)
def test_a_repeated_row_sees_all_copies_of_a_block_beside_its_own(formula: str, each: list[str]) -> None:
    bound = compile_formula(formula).bind("Data", {"data": SIBLINGS})
    assert bound.along(((1, 0),), 3) == [bound.at(((1, n),)) for n in range(3)] == each

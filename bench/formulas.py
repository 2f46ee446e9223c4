"""Formulas that travel: a workbook of 10,000 calls listed, converted and frozen, against openpyxl reading and saving it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from bench.sideways import medians, table

CALLS = 10_000


def main() -> None:
    import openpyxl

    from xlmarket.formulas import check, convert, freeze
    from xlmarket.functions import open_snapshot

    snapshot = open_snapshot()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "calls.xlsx"
        book = openpyxl.Workbook()
        markets = ("Brazil", "India", "Japan", "Russia", "nowhere")
        for row in range(1, CALLS + 1):
            book.active.append([markets[row % 5], f"=_xldudf_MARKET_SHARE(A{row})", row])
        book.save(path)

        def saved() -> None:
            openpyxl.load_workbook(path).save(Path(folder) / "again.xlsx")

        seconds = medians(
            {
                "check": lambda: check(path),
                "officejs to libreoffice": lambda: convert(path, "libreoffice", snapshot),
                "officejs to addin": lambda: convert(path, "addin", snapshot),
                "officejs to lambda, figures embedded": lambda: convert(path, "lambda", snapshot),
                "freeze, with 10,000 notes": lambda: freeze(path, snapshot),
                "openpyxl: load and save": saved,
            },
            runs=1,
        )
    print(table(f"A workbook of {CALLS:,} calls (ratio to openpyxl)", seconds, "openpyxl: load and save"))


if __name__ == "__main__":
    main()

"""The formats of a data set, in one list: `xlmarket data export -f` reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from xlmarket.errors import UsageError
from xlmarket.store.holdings import Holding


@dataclass(frozen=True, slots=True)
class DatasetFormat:
    """One format: its function, the ending of its files, whether it is a text that a terminal can show.

    The function takes the data set, and whether texts of a CSV are written raw.
    """

    write: Callable[[Holding, bool], bytes]
    ending: str
    is_text: bool = False


def _csv(holding: Holding, raw: bool) -> bytes:
    from xlmarket.store.export import tidy_csv

    return tidy_csv(holding.observations, raw=raw).encode()


def _sdmx(holding: Holding, raw: bool) -> bytes:
    from xlmarket.output.datasets.sdmx import sdmx_csv

    return sdmx_csv(holding, raw=raw).encode()


def _parquet(holding: Holding, _: bool) -> bytes:
    from xlmarket.output.datasets.parquet import parquet_bytes

    return parquet_bytes(holding)


def _workbook(holding: Holding, _: bool) -> bytes:
    from xlmarket.output.datasets.workbook import workbook_bytes

    return workbook_bytes(holding)


DATASET_FORMATS: Mapping[str, DatasetFormat] = MappingProxyType(
    {
        "csv": DatasetFormat(_csv, ".csv", is_text=True),
        "parquet": DatasetFormat(_parquet, ".parquet"),
        "sdmx-csv": DatasetFormat(_sdmx, ".sdmx.csv", is_text=True),
        "xlsx": DatasetFormat(_workbook, ".xlsx"),
    }
)


def dataset_bytes(holding: Holding, form: str, *, raw: bool = False) -> bytes:
    """Return a data set as the bytes of a file. `raw` is for a CSV that only programs read.

    Raises `InputError` for a figure that the format cannot hold, and `UsageError` for `raw` in a format other than CSV.
    """
    known = DATASET_FORMATS[form]
    if raw and not known.is_text:
        raise UsageError(f"raw is for CSV, and texts of {form} are never formulas", remedy="leave --raw out")
    return known.write(holding, raw)


def dataset_format(path: Path | None, form: str | None) -> str:
    """Return the format that is named, else that of the ending of the file, else csv.

    Raises `UsageError` for an unknown ending, and for a file whose ending belongs to another format.
    """
    if path is None:
        return form or "csv"
    name = path.name.lower()
    endings = {known.ending: word for word, known in DATASET_FORMATS.items()}
    matches = [ending for ending in endings if name.endswith(ending)]
    if form is not None:
        fits = name.endswith(DATASET_FORMATS[form].ending) or (form == "sdmx-csv" and name.endswith(".csv"))
        if matches and not fits:
            raise UsageError(
                f"the ending of the file is not that of {form}", found=path.name, allowed=DATASET_FORMATS[form].ending
            )
        return form
    if not matches:
        raise UsageError.invalid("ending", path.suffix or path.name, [*endings])
    return endings[max(matches, key=len)]

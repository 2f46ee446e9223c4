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
    """One format: its function, the ending of its files, whether it is a text that a terminal can show."""

    write: Callable[[Holding], bytes]
    ending: str
    is_text: bool = False


def _csv(holding: Holding) -> bytes:
    from xlmarket.store.export import tidy_csv

    return tidy_csv(holding.observations).encode()


def _sdmx(holding: Holding) -> bytes:
    from xlmarket.output.datasets.sdmx import sdmx_csv

    return sdmx_csv(holding).encode()


def _parquet(holding: Holding) -> bytes:
    from xlmarket.output.datasets.parquet import parquet_bytes

    return parquet_bytes(holding)


def _workbook(holding: Holding) -> bytes:
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


def dataset_bytes(holding: Holding, form: str) -> bytes:
    """Return a data set as the bytes of a file.

    Raises `InputError` for a figure that the format cannot hold.
    """
    return DATASET_FORMATS[form].write(holding)


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

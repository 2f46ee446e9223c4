"""What a batch has to make: one job per template, region, period and format, each with the name of its file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from xlmarket.errors import UsageError
from xlmarket.files import file_name

FORMATS = ("xlsx", "csv")


@dataclass(frozen=True, slots=True)
class Figures:
    """Which figures a batch reads; a worker opens them anew from this."""

    dataset: str | None = None
    store: str | None = None
    as_of: date | None = None
    config: Path | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One file to make: `target` is its name inside the output folder, `formulas` what our functions in it become."""

    template: Path
    region: str | None
    period: str
    format: str
    target: str
    formulas: str = "values"

    @property
    def title(self) -> str:
        """What to call the job in a progress bar or an error."""
        return " ".join(part for part in (self.template.stem, self.region, self.period, self.format) if part)

    def fingerprint(self, inputs: str) -> str:
        """A hash of all that decides the file's bytes; `inputs` stands for the figures and the configuration."""
        parts = asdict(self) | {"template": hashlib.sha256(self.template.read_bytes()).hexdigest(), "inputs": inputs}
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def plan(
    templates: Iterable[tuple[Path, bool]],
    regions: Sequence[str],
    periods: Sequence[str],
    formats: Sequence[str],
    formulas: str = "values",
) -> tuple[Job, ...]:
    """Every job of a batch, in order; each template comes with whether it asks for a region.

    Names of files are distinct without regard to case, whatever the regions are called.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise UsageError("a batch cannot write this format", found=unknown[0], allowed=FORMATS)
    taken: set[str] = set()
    jobs: list[Job] = []
    for template, by_region in templates:
        if by_region and not regions:
            raise UsageError(
                f'the template "{template.stem}" asks for a region', remedy="give --region NAME or --all-regions"
            )
        for region in regions if by_region else (None,):
            for period in periods:
                stem = file_name(" ".join(part for part in (template.stem, region, period) if part), taken)
                taken.add(stem.casefold())
                endings = {"xlsx": template.suffix.lower(), "csv": ".csv"}
                said = {"xlsx": formulas, "csv": "values"}
                jobs += [Job(template, region, period, kind, f"{stem}{endings[kind]}", said[kind]) for kind in formats]
    return tuple(jobs)

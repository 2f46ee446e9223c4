"""What a batch has to make: one job per template, region, period and format, each with the name of its file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from xlmarket.errors import UsageError
from xlmarket.files import file_name
from xlmarket.store import AsOf

FORMATS = ("xlsx", "csv")


@dataclass(frozen=True, slots=True)
class Figures:
    """Which figures a batch reads; a worker opens them anew from this."""

    dataset: str | None = None
    store: str | None = None
    as_of: AsOf | None = None
    config: Path | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One file to make: `target` is its name inside the output folder, `formulas` what our functions in it become.

    `metric` is what it measures; none means the default of the data set.
    """

    template: Path
    region: str | None
    period: str
    format: str
    target: str
    formulas: str = "values"
    metric: str | None = None

    @property
    def title(self) -> str:
        """What to call the job in a progress bar or an error."""
        return " ".join(part for part in self._named if part)

    @property
    def _named(self) -> tuple[str | None, ...]:
        return self.template.stem, self.region, self.period, self.metric, self.format

    def fingerprint(self, inputs: str) -> str:
        """A hash of all that decides the file's bytes; `inputs` stands for the figures and the configuration."""
        parts = asdict(self) | {"template": hashlib.sha256(self.template.read_bytes()).hexdigest(), "inputs": inputs}
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Scope:
    """What a batch writes of one metric (none: the default of the data set): its regions and periods."""

    metric: str | None
    regions: Sequence[str]
    periods: Sequence[str]


def plan(
    templates: Iterable[tuple[Path, bool]], scopes: Sequence[Scope], formats: Sequence[str], formulas: str = "values"
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
        for scope in scopes:
            for region, period in _reports(template, scope, by_region=by_region):
                parts = (template.stem, region, period, scope.metric)
                stem = file_name(" ".join(part for part in parts if part), taken)
                taken.add(stem.casefold())
                endings = {"xlsx": template.suffix.lower(), "csv": ".csv"}
                said = {"xlsx": formulas, "csv": "values"}
                jobs += [
                    Job(template, region, period, kind, f"{stem}{endings[kind]}", said[kind], scope.metric)
                    for kind in formats
                ]
    return tuple(jobs)


def _reports(template: Path, scope: Scope, *, by_region: bool) -> Iterator[tuple[str | None, str]]:
    """Each region and period of a template's reports; no region where the template asks for none."""
    if by_region and not scope.regions:
        raise UsageError(
            f'the template "{template.stem}" asks for a region', remedy="give --region NAME or --all-regions"
        )
    for region in scope.regions if by_region else (None,):
        for period in scope.periods:
            yield region, period

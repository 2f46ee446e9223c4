"""The jobs of a batch: one per template, region, period and format, each with the name of its file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from xlmarket.batch.manifest import ReportKey, stem_of
from xlmarket.errors import UsageError
from xlmarket.files import file_name
from xlmarket.output import FORMATS, choose_formats
from xlmarket.report.shipped import template_stem
from xlmarket.store import DatasetState


@dataclass(frozen=True, slots=True)
class FigureSource:
    """The figures a batch reads. Every worker opens them from this."""

    dataset: str | None = None
    store: str | None = field(default=None, repr=False)
    as_of: DatasetState | None = None
    config: Path | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One file to make. `target` is its name inside the output folder, `formulas` what our functions in it become.

    Without a `metric` it is the default one of the data set, without a `theme` the one of the template.
    `anonymous`: the file does not say who drew the template.
    `recalculate`: LibreOffice calculates the values of formulas that have none.
    `workbook`: the name of the workbook of the same report, which a page links to, "" where the batch has none.
    `with_data`: sheets of data print, too, in a format with pages, and `program` prints them.
    """

    template: Path
    region: str | None
    period: str
    format: str
    target: str
    formulas: str = "values"
    metric: str | None = None
    theme: Path | None = None
    anonymous: bool = False
    recalculate: bool = False
    workbook: str | None = None
    with_data: bool = False
    program: str | None = None

    @property
    def stem(self) -> str:
        """The name of the files of its report, which are in as many formats, without their endings."""
        return stem_of(self.target)

    @property
    def report(self) -> ReportKey:
        """What the report is about."""
        return ReportKey(template_stem(self.template), self.region, self.period, self.metric)

    @property
    def title(self) -> str:
        """The name of the job in a progress bar or an error."""
        return " ".join(
            filter(None, (template_stem(self.template), self.region, self.period, self.metric, self.format))
        )

    def fingerprint(self, inputs: str) -> str:
        """Return a hash over everything the bytes of the file depend on.

        `inputs` is the fingerprint of the figures and the configuration.
        """
        files = {"template": FORMATS[self.format].source(self.template), "theme": self.theme}
        hashes = {name: path and hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
        further = [
            hashlib.sha256(path.read_bytes()).hexdigest() for path in FORMATS[self.format].further(self.template)
        ]
        parts = asdict(self) | hashes | {"inputs": inputs, "further": further}
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class MetricScope:
    """The regions and periods that a batch writes of one metric, by default that of the data set."""

    metric: str | None
    regions: Sequence[str]
    periods: Sequence[str]


def plan(
    templates: Iterable[tuple[Path, bool]],
    scopes: Sequence[MetricScope],
    formats: Sequence[str],
    formulas: str = "values",
    theme: Path | None = None,
    *,
    anonymous: bool = False,
    recalculate: bool = False,
    with_data: bool = False,
    program: str | None = None,
    stem: str = "",
) -> tuple[Job, ...]:
    """Return every job of a batch, in order. Each template comes with whether it uses a region.

    `stem` is the name of the files where the batch is one report, which has another name in a larger batch.

    Names of files are distinct without regard to case, whatever the regions are called. Raises `UsageError` for an
    unknown format and for a template that needs a region where there is none.
    """
    chosen = choose_formats(formats)
    taken: set[str] = set()
    jobs: list[Job] = []
    for template, by_region in templates:
        for form in chosen:
            FORMATS[form].source(template)
        for scope in scopes:
            for region, period in _reports(template, scope, by_region=by_region):
                parts = (template_stem(template), region, period, scope.metric)
                name = stem or file_name(" ".join(part for part in parts if part), taken)
                taken.add(name.casefold())
                book = f"{name}{FORMATS['xlsx'].ending_for(template)}" if "xlsx" in chosen else ""
                report = Job(
                    template, region, period, "", name, formulas, scope.metric, theme, anonymous, recalculate, book
                )
                report = replace(report, with_data=with_data, program=program)
                jobs += [_in_format(report, form) for form in chosen]
    return tuple(jobs)


def _in_format(job: Job, name: str) -> Job:
    """Return the job of a report in a format. Options that the format does not use do not make it another job."""
    form = FORMATS[name]
    target = f"{job.target}{form.ending_for(job.template)}"
    return replace(job, format=name, target=target, **form.unused())


def _reports(template: Path, scope: MetricScope, *, by_region: bool) -> Iterator[tuple[str | None, str]]:
    """Yield the region and period of each report of a template. A template without a region gets `None`."""
    if by_region and not scope.regions:
        raise UsageError(
            f'the template "{template_stem(template)}" asks for a region',
            remedy='give --region NAME or --all-regions, in Python regions="NAME" or "all"',
        )
    for region in scope.regions if by_region else (None,):
        for period in scope.periods:
            yield region, period

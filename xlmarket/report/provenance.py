"""What a finished report was made from, as the file itself says it. Every format that can hold such facts writes them.

A workbook has them twice: as custom properties, which Excel shows, and whole in a part of their own, from which `trace`
makes the report again. `facts` are the properties by name. Nothing in them is a path, an address or a password.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from lxml import etree

from xlmarket.functions.snapshot import Snapshot
from xlmarket.package.archive import Package
from xlmarket.package.parts import Parts
from xlmarket.package.properties import put_item, put_properties, read_item, read_properties
from xlmarket.package.texts import fit_text
from xlmarket.report.context import dataset_view
from xlmarket.report.query import ReportQuery
from xlmarket.report.shipped import PALETTES, name_of
from xlmarket.report.views import BriefView, DatasetView
from xlmarket.store import Vintage
from xlmarket.store.place import address

HASH = 12
"""Characters of a hash that are kept, enough to distinguish the imports of one store."""
PREFIX = "xlmarket."
NAMESPACE = "urn:xlmarket:provenance:1"
_ROOT = f"{{{NAMESPACE}}}provenance"

PROPERTIES: Mapping[str, str] = MappingProxyType(
    {
        "version": "version",
        "template": "template",
        "template_hash": "templateHash",
        "dataset": "dataset",
        "vintage": "vintage",
        "status": "status",
        "sources": "sources",
        "region": "region",
        "period": "period",
        "metric": "metric",
        "figures": "figuresHash",
        "formulas": "formulas",
        "theme": "theme",
        "recalculated": "recalculated",
    }
)
"""The facts that readers see, each with its name after `xlmarket.`. The others are only in the part of the workbook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a file was made from. A fact that is not known or that an anonymous file leaves out is empty.

    `template` is the name of a shipped template or of a file, `template_hash` the SHA-256 of its bytes. `vintages` are
    the number and hash of each vintage the figures come from, `figures` is a hash over these and the regions and names
    of the settings. `store` is a hash of the address of the store without its password. `region` and `metric` are as
    `report` takes them.
    """

    version: str = ""
    template: str = ""
    template_hash: str = ""
    dataset: str = ""
    vintage: str = ""
    vintages: tuple[str, ...] = ()
    figures: str = ""
    store: str = ""
    status: str = ""
    sources: tuple[str, ...] = ()
    region: str = ""
    period: str = ""
    metric: str = ""
    formulas: str = ""
    theme: str = ""
    recalculated: str = ""

    @property
    def facts(self) -> dict[str, str]:
        """The facts that readers see as texts, by the names of their properties: `xlmarket.dataset`."""
        pairs = ((name, getattr(self, field)) for field, name in PROPERTIES.items())
        texts = ((name, "; ".join(value) if isinstance(value, tuple) else value) for name, value in pairs)
        return {f"{PREFIX}{name}": text for name, text in texts if text}

    def for_file(self, *, anonymous: bool) -> Provenance:
        """The provenance as the file itself holds it: where the store lies is not told.

        An `anonymous` file does not name the user's own template and theme either.
        """
        if not anonymous:
            return replace(self, store="")
        shipped = "" if Path(self.template).suffix else self.template
        return replace(self, store="", template=shipped, theme=self.theme if self.theme in PALETTES else "")


def provenance_of(
    snapshot: Snapshot,
    template: Path,
    *,
    region: str | None = None,
    period: object = "latest",
    formulas: str = "values",
    theme: str | Path | None = None,
    recalculated: bool = False,
    context: Mapping[str, object] = MappingProxyType({}),
) -> Provenance:
    """Return the provenance of a report. `context` is that of the report, where it is at hand.

    Raises the errors of `context_of` for a region and a period that do not exist.
    """
    query = ReportQuery.at(snapshot, period)
    market = None if region is None else snapshot.resolve(region)
    known, brief = context.get("dataset"), context.get("brief")
    view = known if isinstance(known, DatasetView) else dataset_view(query, market)
    sources = brief.sources if isinstance(brief, BriefView) else view.sources
    return replace(
        provenance_of_figures(snapshot),
        version=_version(),
        template=name_of(template) or template.name,
        template_hash=hashlib.sha256(template.read_bytes()).hexdigest(),
        status=view.status,
        sources=tuple(dict.fromkeys(source.name for source in sources)),
        region=market.name if market else "",
        period=query.label,
        metric=snapshot.metric().name,
        formulas=formulas,
        theme=_name_of_theme(theme),
        recalculated="by LibreOffice" if recalculated else "",
    )


def provenance_of_figures(snapshot: Snapshot) -> Provenance:
    """Return what all files made from a snapshot share: data set, vintages, store."""
    holding = snapshot.holding
    marks = tuple(mark_of(vintage) for vintage in (holding.vintage, *holding.beneath))
    aliases = snapshot.aliases.items()
    names = repr((marks, sorted((name, tuple(members)) for name, members in snapshot.regions.items()), sorted(aliases)))
    return Provenance(
        dataset=holding.dataset.name,
        vintage=snapshot.vintage,
        vintages=marks,
        figures=_shorten(names),
        store=store_hash(snapshot.store),
    )


def mark_of(vintage: Vintage) -> str:
    """Return the number and the hash of a vintage, by which a store finds it again."""
    return f"{vintage.number}:{vintage.fingerprint[:HASH]}"


def store_hash(store: str | None) -> str:
    """Return a hash of the address of a store. A password is no part of it, so that nobody can guess it from the hash."""
    url = address(store)
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    return _shorten(parts._replace(netloc=f"{user.partition(':')[0]}{at}{host}").geturl() if at else url)


def _shorten(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:HASH]


@lru_cache(maxsize=1)
def _version() -> str:
    return version("xlmarket")


def _name_of_theme(theme: str | Path | None) -> str:
    if theme is None:
        return ""
    path = Path(theme)
    return path.stem if path.stem in PALETTES and path.suffix in ("", ".thmx") else path.name


def stamp(parts: Parts, provenance: Provenance) -> None:
    """Write the provenance into a finished workbook. Raises `TemplateError` for a part that is not XML."""
    put_properties(parts, provenance.facts, PREFIX)
    root = etree.fromstring(f'<provenance xmlns="{NAMESPACE}"/>')
    for name, text in _elements(provenance):
        etree.SubElement(root, f"{{{NAMESPACE}}}{name}").text = fit_text(text)
    put_item(parts, root)


def _elements(provenance: Provenance) -> Iterator[tuple[str, str]]:
    for field in fields(provenance):
        value = getattr(provenance, field.name)
        for text in value if isinstance(value, tuple) else (value,):
            if text:
                yield field.name, text


def read_provenance(package: Package) -> Provenance | None:
    """Return the provenance of a workbook: of its part, else what its properties hold, else nothing.

    openpyxl keeps the properties and not the part. Excel and LibreOffice keep both. Raises `TemplateError` for a part that is not XML.
    """
    root = read_item(package, _ROOT)
    if root is not None:
        return _provenance([(etree.QName(element).localname, element.text or "") for element in root])
    names = {f"{PREFIX}{name}": field for field, name in PROPERTIES.items()}
    properties = {names[name]: text for name, text in read_properties(package).items() if name in names}
    return _provenance(list(properties.items())) if properties else None


def _provenance(pairs: list[tuple[str, str]]) -> Provenance:
    values: dict[str, str | tuple[str, ...]] = {}
    for field in fields(Provenance):
        texts = tuple(text for name, text in pairs if name == field.name)
        if texts:
            values[field.name] = texts if field.name in ("vintages", "sources") else texts[0]
    return Provenance(**values)  # type: ignore[arg-type]

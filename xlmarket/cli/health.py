"""What `xlmarket doctor` checks of xlmarket itself: settings, store, data sets and optional packages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xlmarket.cli.session import Session
from xlmarket.config import FILE, Config
from xlmarket.errors import XlmarketError
from xlmarket.hosts.findings import Finding, python_itself, version_of
from xlmarket.listing import count_of

if TYPE_CHECKING:
    from xlmarket.functions import Snapshot

EXTRAS = {
    "agencies": ("requests", "sdmx1"),
    "cluster": ("distributed",),
    "facts": ("ibis-framework", "duckdb", "pyyaml"),
    "outputs": ("pikepdf", "pillow", "pypdfium2", "python-pptx", "resvg_py"),
    "postgres": ("ibis-framework", "psycopg", "keyring"),
    "server": ("starlette", "uvicorn", "cryptography"),
    "spark": ("ibis-framework", "pyspark"),
}
"""The optional extras, each with the packages it needs."""

BROUGHT_BY_OTHERS = {
    "agencies": ("requests",),
    "facts": ("duckdb", "pyyaml"),
    "outputs": ("pillow",),
    "postgres": ("ibis-framework", "keyring"),
    "spark": ("ibis-framework",),
}
"""Packages of an extra that come with xlmarket, another extra or much else: they do not show that it was installed."""


def check_package(session: Session) -> list[Finding]:
    """Everything that can be wrong with xlmarket on this machine, data sets included."""
    config, settings = _settings(session)
    url = session.store or config.store
    store = _store(url)
    names = _datasets(url) if store.ok else []
    return [
        python_itself(),
        _ok("xlmarket", version_of("xlmarket")),
        settings,
        store,
        *_figures(session, config, url, names),
        *_regions(config, url, names),
        *map(_extra, EXTRAS),
        _libreoffice(),
    ]


def _ok(what: str, found: str) -> Finding:
    return Finding(what, found, "", "", ok=True)


def _wrong(what: str, error: XlmarketError, wanted: str) -> Finding:
    """An error as a finding. Its remedy is printed on a separate line."""
    found = str(error).removesuffix(f"; {error.remedy}") if error.remedy else str(error)
    return Finding(what, found, wanted, error.remedy, ok=False)


def _settings(session: Session) -> tuple[Config, Finding]:
    """The settings file, or empty settings where it cannot be read."""
    try:
        config = session.load_config()
    except XlmarketError as error:
        return Config(), _wrong("settings", error, "a file that can be read")
    file = session.config or Path(FILE)
    if not file.exists():
        return config, _ok("settings", f"none ({FILE} in the folder of a command is read)")
    counts = f"{len(config.regions)} regions, {len(config.names)} names, {len(config.mappings)} mappings"
    return config, _ok("settings", f"{file}: {counts}")


def _store(url: str | None) -> Finding:
    """Whether the store can be opened, has the layout of this version, and holds what was imported."""
    from xlmarket.addresses import mask
    from xlmarket.store import open_store
    from xlmarket.store.place import address, exists, sqlite_file

    place = sqlite_file(address(url)) or mask(address(url))
    if not exists(url):
        return _ok("store", f"none yet (the first import creates {place})")
    try:
        store = open_store(url)
        sound = store.check()
        kind = store.kind()
    except XlmarketError as error:
        return _wrong("store", error, "a store that can be read")
    return _ok("store", f"{count_of(len(sound), 'import')}, all sound; {kind}, {place}")


def _datasets(url: str | None) -> list[str]:
    from xlmarket.store import datasets

    return [dataset.name for dataset in datasets(url)]


def _figures(session: Session, config: Config, url: str | None, names: list[str]) -> Iterator[Finding]:
    """Each data set, and whether the default one exists."""
    from xlmarket.store import DEFAULT_DATASET, read_dataset
    from xlmarket.store.shipped import DATASETS

    for name in (*DATASETS, *names):
        try:
            holding = read_dataset(name, url)
            yield _ok("data set", f"{name}: {len(holding.observations):,} figures, {holding.vintage.label}")
        except XlmarketError as error:
            yield _wrong(f"data set {name}", error, "figures that can be read")
    default = session.dataset or config.dataset or DEFAULT_DATASET
    known = [*DATASETS, *names]
    if default not in known:
        option = "--dataset" if session.dataset else f"dataset in {FILE}"
        yield Finding("default data set", default, ", ".join(known), f"change {option}", ok=False)


def _regions(config: Config, url: str | None, names: list[str]) -> Iterator[Finding]:
    """Regions and names of the settings that no data set can resolve. Each may belong to one data set only."""
    from xlmarket.functions import open_snapshot
    from xlmarket.store.shipped import DATASETS

    wrong: dict[str, XlmarketError] = {}
    for number, dataset in enumerate((*DATASETS, *names)):
        snapshot = open_snapshot(dataset, store=url, config=replace(config, dataset=None))
        faults = {name: error for name in (*config.regions, *config.names) if (error := _fault(snapshot, name))}
        wrong = {name: error for name, error in faults.items() if number == 0 or name in wrong}
    for name, error in wrong.items():
        yield _wrong(f'"{name}" of the settings', error, "markets of a data set")


def _fault(snapshot: Snapshot, name: str) -> XlmarketError | None:
    try:
        snapshot.resolve(name)
    except XlmarketError as error:
        return error
    return None


def _extra(name: str) -> Finding:
    """An optional extra: installed, not installed, or installed in part."""
    versions = {package: version_of(package) for package in EXTRAS[name]}
    installed = [f"{package} {version}" for package, version in versions.items() if version]
    what, remedy = f"extra {name}", f'pip install "xlmarket[{name}]"'
    missing = [package for package, version in versions.items() if not version]
    if not any(version for package, version in versions.items() if package not in BROUGHT_BY_OTHERS.get(name, ())):
        return _ok(what, f"not installed ({remedy})")
    if missing:
        return Finding(what, f"{', '.join(installed)}, without {', '.join(missing)}", "all of it", remedy, ok=False)
    return _ok(what, ", ".join(installed))


def _libreoffice() -> Finding:
    from xlmarket.hosts.libreoffice.install import find_program

    try:
        return _ok("LibreOffice", str(find_program()))
    except XlmarketError:
        return _ok("LibreOffice", "none (PDF and the LibreOffice functions need it)")

"""What `xlmarket doctor` finds of xlmarket itself: settings, store, data sets, extras, the program that prints PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xlmarket.cli.settings import Settings
from xlmarket.config import FILE, Config
from xlmarket.errors import XlmarketError
from xlmarket.hosts.findings import Finding, python_itself, version_of
from xlmarket.listing import count_of

if TYPE_CHECKING:
    from xlmarket.functions import Snapshot

EXTRAS = {"facts": ("ibis-framework", "duckdb"), "server": ("starlette", "uvicorn", "cryptography")}
"""The optional parts, each with the packages it needs."""


def findings(told: Settings) -> list[Finding]:
    """Everything that can be wrong with xlmarket on this machine, figures included."""
    config, settings = _settings(told)
    url = told.store or config.store
    found = [python_itself(), _ok("xlmarket", version_of("xlmarket")), settings]
    store = _store(url)
    found.append(store)
    names = _datasets(url) if store.ok else []
    found += _figures(told, config, url, names)
    found += _regions(config, url, names)
    return [*found, *map(_extra, EXTRAS), _libreoffice()]


def _ok(what: str, found: str) -> Finding:
    return Finding(what, found, "", "", ok=True)


def _wrong(what: str, error: XlmarketError, wanted: str) -> Finding:
    """An error, with its remedy in a line of its own."""
    found = str(error).removesuffix(f"; {error.remedy}") if error.remedy else str(error)
    return Finding(what, found, wanted, error.remedy, ok=False)


def _settings(told: Settings) -> tuple[Config, Finding]:
    """The settings file, read as every command reads it; an empty one where it cannot be read."""
    try:
        config = told.load_config()
    except XlmarketError as error:
        return Config(), _wrong("settings", error, "a file that can be read")
    file = told.config or Path(FILE)
    if not file.exists():
        return config, _ok("settings", f"none ({FILE} in the folder of a command is read)")
    counts = f"{len(config.regions)} regions, {len(config.names)} names, {len(config.mappings)} mappings"
    return config, _ok("settings", f"{file}: {counts}")


def _store(url: str | None) -> Finding:
    """Whether the store can be opened, has the layout of this version, and holds what was imported."""
    from xlmarket.store import open_store
    from xlmarket.store.place import address, exists, sqlite_file

    place = sqlite_file(address(url)) or _without_password(address(url))
    if not exists(url):
        return _ok("store", f"none yet; the first import makes {place}")
    try:
        sound = open_store(url).check()
    except XlmarketError as error:
        return _wrong("store", error, "a store that can be read")
    return _ok("store", f"{count_of(len(sound), 'import')}, all sound; {place}")


def _without_password(url: str) -> str:
    from sqlalchemy import make_url

    return make_url(url).render_as_string(hide_password=True)


def _datasets(url: str | None) -> list[str]:
    from xlmarket.store import datasets

    return [one.name for one in datasets(url)]


def _figures(told: Settings, config: Config, url: str | None, names: list[str]) -> Iterator[Finding]:
    """Each data set, opened; then whether the one that commands read is there."""
    from xlmarket.store import DEFAULT_DATASET, read_dataset
    from xlmarket.store.shipped import DATASETS

    for name in (*DATASETS, *names):
        try:
            holding = read_dataset(name, url)
            yield _ok("data set", f"{name}: {len(holding.observations):,} figures, {holding.vintage.label}")
        except XlmarketError as error:
            yield _wrong(f"data set {name}", error, "figures that can be read")
    default = told.dataset or config.dataset or DEFAULT_DATASET
    known = [*DATASETS, *names]
    if default not in known:
        said = "--dataset" if told.dataset else f"dataset in {FILE}"
        yield Finding("default data set", default, ", ".join(known), f"change {said}", ok=False)


def _regions(config: Config, url: str | None, names: list[str]) -> Iterator[Finding]:
    """Regions and names of the settings that no data set can have: each may belong to one of them only."""
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
    """An optional part: there, not there, or half there."""
    versions = {package: version_of(package) for package in EXTRAS[name]}
    there = [f"{package} {version}" for package, version in versions.items() if version]
    what, how = f"extra {name}", f'pip install "xlmarket[{name}]"'
    missing = [package for package, version in versions.items() if not version]
    optional = {"duckdb"}  # comes with xlmarket itself, so it does not say that the extra is there
    if not [package for package, version in versions.items() if version and package not in optional]:
        return _ok(what, f"not installed; {how} does it")
    if missing:
        return Finding(what, f"{', '.join(there)}; without {', '.join(missing)}", "all of it", how, ok=False)
    return _ok(what, ", ".join(there))


def _libreoffice() -> Finding:
    from xlmarket.hosts.libreoffice.install import find_program

    try:
        return _ok("LibreOffice", str(find_program()))
    except XlmarketError:
        return _ok("LibreOffice", "none; only its own functions need it")

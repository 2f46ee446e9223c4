"""What a worker on another machine makes files from: the figures of the batch, the store, templates and themes.

The figures are those that the run opened, so that all workers answer from one vintage. The store goes along for calls with
`dataset=` and `as_of=`. Files that come with xlmarket go as their names, as a worker has them.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from xlmarket.batch.figures import snapshot_of
from xlmarket.batch.jobs import FigureSource, Job
from xlmarket.functions.snapshot import Snapshot
from xlmarket.output import FORMATS
from xlmarket.report.shipped import PALETTES, name_of
from xlmarket.report.themes import choose_theme, find_theme
from xlmarket.store.place import exists

FIGURES = "figures.pickle"
STORE = "store.sqlite"


@dataclass(frozen=True, slots=True)
class Kit:
    """Files by their path in the folder of the kit, and the folder of each template and theme of the user in it."""

    files: Mapping[str, bytes]
    folders: Mapping[Path, str]

    def localize(self, job: Job) -> Job:
        """Return a job whose files are named as `open_job` finds them: by their name, or their path in the kit."""
        theme = None if job.theme is None else self._name_of_theme(job.theme)
        template = name_of(job.template) or self._path(job.template)
        return replace(job, template=Path(template), theme=theme)

    def _name_of_theme(self, theme: Path) -> Path:
        return Path(theme.stem if is_palette(theme) else self._path(theme))

    def _path(self, file: Path) -> str:
        return f"{self.folders[file.parent]}/{file.name}"

    def write(self, folder: Path) -> None:
        """Write the files below a folder."""
        for name, content in self.files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def pack(jobs: Iterable[Job], figures: FigureSource) -> Kit:
    """Return the kit of a batch."""
    snapshot = snapshot_of(figures)
    files = {FIGURES: pickle.dumps(replace(snapshot, store=None), protocol=5)}
    if exists(snapshot.store):
        files[STORE] = _store_bytes(snapshot.store)
    folders: dict[Path, str] = {}
    for file, root in {pair: None for job in jobs for pair in _files_of(job)}:
        place = folders.setdefault(root, f"folder-{len(folders)}")
        files[f"{place}/{file.relative_to(root).as_posix()}"] = file.read_bytes()
    return Kit(files, folders)


def open_job(job: Job, folder: Path) -> tuple[Job, Snapshot]:
    """Return a job with the files of a kit in a folder, and its figures, opened once per process."""
    theme = None if job.theme is None else choose_theme(_find(job.theme, folder))
    template = _find(job.template, folder)
    snapshot = _snapshot(folder)
    return replace(job, template=template, theme=theme), snapshot.measuring(job.metric) if job.metric else snapshot


def is_palette(theme: Path) -> bool:
    """Whether a theme came with xlmarket."""
    return theme.stem in PALETTES and theme == find_theme(theme.stem)


def _find(path: Path, folder: Path) -> Path:
    from xlmarket.report.shipped import TITLES, find_template

    if path.suffix:
        return folder / path
    return find_template(path.name) if path.name in TITLES else find_theme(path.name)


def _files_of(job: Job) -> Iterator[tuple[Path, Path]]:
    """The files of the user that a job is made from, each with the folder that its path is kept below."""
    if name_of(job.template) is None:
        form, root = FORMATS[job.format], job.template.parent
        yield from ((file, root) for file in (job.template, form.source(job.template), *form.further(job.template)))
    if job.theme is not None and not is_palette(job.theme):
        yield job.theme, job.theme.parent


def _store_bytes(url: str | None) -> bytes:
    """A store as the file of a SQLite database, all its data sets."""
    from xlmarket.store import open_store
    from xlmarket.store.copying import copy_dataset

    source = open_store(url)
    with tempfile.TemporaryDirectory(prefix="xlmarket-") as made:
        file = Path(made) / STORE
        target = open_store(str(file))
        for dataset in source.datasets():
            copy_dataset(source, target, dataset.name)
        return file.read_bytes() if file.exists() else b""


@lru_cache(maxsize=1)
def _snapshot(folder: Path) -> Snapshot:
    snapshot: Snapshot = pickle.loads((folder / FIGURES).read_bytes())  # noqa: S301 - written by the plugin from our own bytes
    return replace(snapshot, store=str(folder / STORE))

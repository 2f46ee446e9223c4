"""One LibreOffice for all tests of a worker, with a settings file that says which figures it answers from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hosts.libreoffice.office import Office, Profile


class Calc(Office):
    """LibreOffice whose figures can be exchanged as a user does it: the settings file, then Refresh."""

    def __init__(self, profile: Profile, settings: Path) -> None:
        self.settings = settings
        self.dataset = ""
        super().__init__(profile)

    def use(self, dataset: str) -> None:
        """Answer from another data set from now on."""
        if dataset != self.dataset:
            self.settings.write_text(f'dataset = "{dataset}"\n', encoding="utf-8")
            self.trigger(entry="refresh")
            self.dataset = dataset


@pytest.fixture(scope="session")
def calc() -> Iterator[Calc]:
    with Profile() as profile:
        settings = profile.folder / "xlmarket.toml"
        settings.write_text('dataset = "cross-border-2015"\n', encoding="utf-8")
        profile.install("--config", str(settings))
        running = Calc(profile, settings)
        running.use("cross-border-2015")
        yield running
        running.stop()

"""`xlmarket addin` and `xlmarket doctor` for LibreOffice, with the real `unopkg` and a profile of one's own."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import pytest

from tests.conftest import program
from tests.hosts.libreoffice.office import Profile, is_root

HOST = ("--host", "libreoffice")
pytestmark = pytest.mark.slow


@pytest.fixture
def profile() -> Iterator[Profile]:
    program("unopkg", "libreoffice-calc")
    with Profile() as made:
        yield made


def test_it_is_installed_asked_after_and_removed(profile: Profile) -> None:
    assert "not installed" in profile.xlmarket("addin", "status", *HOST).stdout
    profile.install("--dataset", "sample-quarterly", "--prefix", "XL")
    told = json.loads(profile.xlmarket("addin", "status", *HOST, "--json").stdout)
    assert told["installed"]
    assert told["python"] == sys.executable
    assert told["figures"] == {"dataset": "sample-quarterly", "store": "", "config": "", "prefix": "XL_"}
    profile.install()
    told = json.loads(profile.xlmarket("addin", "status", *HOST, "--json").stdout)
    assert told["figures"]["dataset"] == ""
    assert "removed" in profile.xlmarket("addin", "remove", *HOST).stdout
    assert "nothing to remove" in profile.xlmarket("addin", "remove", *HOST).stdout


def test_the_doctor_finds_all_well_and_then_what_was_broken(profile: Profile) -> None:
    done = profile.xlmarket("doctor", *HOST)
    assert done.returncode == 5
    assert "to mend it: xlmarket addin install --host libreoffice" in done.stdout
    profile.install()
    done = profile.xlmarket("doctor", *HOST)
    assert done.returncode == 0, done.stdout
    assert max(map(len, done.stdout.splitlines()[:4])) <= 80
    settings = profile.inside.parents[1] / "settings.json"
    told = json.loads(settings.read_text())
    settings.write_text(json.dumps({**told, "python": "/nowhere/python", "version": "0.0.1"}))
    done = profile.xlmarket("doctor", *HOST, "--json")
    assert done.returncode == 5
    wrong = {one["what"]: one["found"] for one in json.loads(done.stdout) if not one["ok"]}
    assert wrong == {
        "xlmarket of the extension": "0.0.1",
        "interpreter of the extension": "/nowhere/python (gone, or without xlmarket)",
    }


def test_figures_that_do_not_open_are_refused_before_anything_is_installed(profile: Profile) -> None:
    done = profile.xlmarket("addin", "install", *HOST, "--dataset", "nowhere")
    assert done.returncode == 3
    assert "unknown data set" in done.stderr
    assert "not installed" in profile.xlmarket("addin", "status", *HOST).stdout


@pytest.mark.skipif(not is_root(), reason="only root is refused")
def test_root_is_told_to_install_as_the_user(profile: Profile) -> None:
    done = profile.xlmarket("addin", "install", *HOST, as_root=True)
    assert done.returncode == 5
    assert done.stderr.count("\n") == 1
    assert "sudo -u NAME xlmarket addin install" in done.stderr

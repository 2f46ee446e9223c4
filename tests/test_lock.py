"""`requirements.lock`: what `make` installs, on every system and Python that is supported."""

from __future__ import annotations

import re
import tomllib
from itertools import product
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINS = [Requirement(line) for line in LOCK.splitlines() if not line.startswith("#")]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ASKED = [
    Requirement(text)
    for texts in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())
    for text in texts
]
SYSTEMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64", "os_name": "posix"},
    "linux-arm": {
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_machine": "aarch64",
        "os_name": "posix",
    },
    "mac": {"sys_platform": "darwin", "platform_system": "Darwin", "platform_machine": "arm64", "os_name": "posix"},
    "mac-intel": {
        "sys_platform": "darwin",
        "platform_system": "Darwin",
        "platform_machine": "x86_64",
        "os_name": "posix",
    },
    "windows": {"sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64", "os_name": "nt"},
}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


@pytest.mark.parametrize(("system", "python"), list(product(SYSTEMS, PYTHONS)))
def test_every_system_and_python_has_one_fitting_pin_for_all_that_is_asked(system: str, python: str) -> None:
    where = {
        **SYSTEMS[system],
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    pins: dict[str, list[str]] = {}
    for pin in PINS:
        if pin.marker is None or pin.marker.evaluate(where):
            pins.setdefault(canonicalize_name(pin.name), []).append(str(pin.specifier).removeprefix("=="))
    assert [name for name, versions in pins.items() if len(versions) != 1] == []
    for asked in ASKED:
        if asked.marker is None or asked.marker.evaluate(where):
            assert pins[canonicalize_name(asked.name)][0] in asked.specifier, asked


def test_the_lock_names_no_registry_and_no_place_of_a_machine() -> None:
    assert re.findall(r"https?:|file:|^-|(?:^|[ =])/|\\\\", LOCK, flags=re.MULTILINE) == []
    assert "make lock" in LOCK.splitlines()[1]


def test_the_lock_brings_no_large_library_that_nobody_asked_for() -> None:
    assert {"torch", "tensorflow", "scipy", "matplotlib"} & {canonicalize_name(pin.name) for pin in PINS} == set()

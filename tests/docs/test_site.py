"""The documentation as a site: it builds without a warning, has all pages, and needs no network to be read."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOADED = re.compile(r'<(?:script|img|link rel="stylesheet")[^>]+(?:src|href)="(https?:)?//')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as `make site` builds it. With `strict` a page left out of the menu or a broken link is an error."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert built.returncode == 0, built.stderr
    return folder


@pytest.mark.slow
def test_every_page_is_in_the_site_and_in_its_search(site: Path) -> None:
    pages = {page.relative_to(ROOT / "docs").with_suffix(".html").as_posix() for page in (ROOT / "docs").rglob("*.md")}
    assert {page for page in pages if not (site / page).is_file()} == set()
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    assert pages <= {entry["location"].partition("#")[0] or "index.html" for entry in index["docs"]}


@pytest.mark.slow
def test_a_page_loads_nothing_from_the_web(site: Path) -> None:
    loaded = {page.name: LOADED.findall(page.read_text(encoding="utf-8")) for page in site.rglob("*.html")}
    assert {name for name, found in loaded.items() if found} == set()


@pytest.mark.slow
def test_the_search_finds_pages_without_a_server(site: Path, chromium: Any) -> None:
    page = chromium.new_page()
    page.goto((site / "index.html").as_uri())
    search = page.get_by_role("textbox", name="Search")
    search.click()
    page.get_by_text("Type to start searching").wait_for()
    search.press_sequentially("Herfindahl")
    page.wait_for_selector(".md-search-result__link")
    assert page.locator(".md-search-result__link").first.get_attribute("href")
    page.close()


@pytest.mark.slow
def test_the_commands_that_publish_a_version_work_as_written(tmp_path: Path) -> None:
    """In a clone, so that the branch of the published pages is its own."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("needs git and a clone of the project")
    text = " ".join((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split())
    commands = re.findall(r"`(mike [^`]+)`", text)
    assert [command.split()[1] for command in commands] == ["deploy", "set-default"]
    names = {f"GIT_{who}_{what}": "site@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    clone = tmp_path / "clone"
    for command in (f"git clone --quiet {shlex.quote(str(ROOT))} {shlex.quote(str(clone))}", *commands):
        folder = clone if clone.is_dir() else tmp_path
        environment = {**os.environ, **names, "PATH": path}
        ended = subprocess.run(
            shlex.split(command), cwd=folder, env=environment, capture_output=True, text=True, timeout=300
        )
        assert ended.returncode == 0, ended.stderr

    def published(file: str) -> str:
        shown = subprocess.run(
            ["git", "show", f"gh-pages:{file}"], cwd=clone, capture_output=True, text=True, check=True
        )
        return shown.stdout

    assert [(entry["version"], entry["aliases"]) for entry in json.loads(published("versions.json"))] == [
        ("0.1", ["latest"])
    ]
    assert "latest/" in published("index.html")
    assert "<title>" in published("0.1/index.html")

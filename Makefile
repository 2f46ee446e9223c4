# The four things one does here. On Windows, see the README for the plain pip lines.
# Installs what requirements.lock says, with pip and nothing else; `make lock` renews it, `make test-newest` does without.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
NEWEST := .venv-newest
LOCK := requirements.lock
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test coverage test-newest conformance check bench style docs site templates lock clean

demo: $(STAMP)-base
	$(BIN)/xlmarket export --dataset sample-quarterly --all-regions --period 2015Q4 -o reports

test: $(STAMP)-test $(STAMP)-pandas-2
	$(BIN)/python -m pytest -n 2 --dist worksteal

# Not part of `test`: to count branches costs more than half of the time of the tests again.
coverage: $(STAMP)-test $(STAMP)-pandas-2
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report=term --cov-fail-under=90

test-newest:
	rm -rf $(NEWEST)
	$(MAKE) VENV=$(NEWEST) LOCK= test

conformance: $(STAMP)-test
	$(BIN)/python -m pytest -n 2 --dist worksteal tests/conformance tests/formulas/names/test_conformance.py tests/hosts/*/test_conformance.py

check: $(STAMP)-test $(STAMP)-check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(STAMP)-test
	-$(MAKE) $(STAMP)-bench
	$(BIN)/python -m bench

style: $(BIN)/python
	$(BIN)/python -m bench.style

docs: $(STAMP)-test
	$(BIN)/python -m xlmarket.functions.manual docs
	$(BIN)/python -m xlmarket.python.stub
	$(BIN)/python -m xlmarket.config.manual docs
	$(BIN)/python -m xlmarket.agencies.manual docs
	$(BIN)/python -m xlmarket.report.manual docs
	$(BIN)/python -m tests.conformance.table docs
	$(BIN)/python -m tests.docs.sessions
	$(MAKE) site

# The pages as a site in build/site, which is read from a disk as from a server.
site: $(STAMP)-test
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet

templates: $(STAMP)-test
	$(BIN)/python templates/draw.py

lock: $(BIN)/python
	$(PIP) uv
	$(BIN)/python -m uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 --all-extras \
		--no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' -o $(LOCK)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "xlmarket needs Python 3.11 or newer; say which with: make PYTHON=python3.11 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(STAMP)-base: $(BIN)/python pyproject.toml $(LOCK)
	$(PIP) $(addprefix --constraint ,$(LOCK)) -e '.[outputs]'
	@touch $@

# A notebook of the tests runs with the pandas before the one of the lock too: pandas 2 in a folder of its own.
$(STAMP)-pandas-2: $(BIN)/python
	$(PIP) --no-deps --upgrade --target $(VENV)/pandas-2 pandas==2.3.3 pytz
	@touch $@

$(STAMP)-%: $(BIN)/python pyproject.toml $(LOCK)
	$(PIP) $(addprefix --constraint ,$(LOCK)) -e '.[$*]'
	@touch $@

clean:
	rm -rf $(VENV) $(NEWEST) reports build dist

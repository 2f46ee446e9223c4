# The four things one does here. On Windows, see the README for the plain pip lines.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test conformance check bench docs templates clean

demo: $(STAMP)-base
	$(BIN)/xlmarket export --dataset sample-quarterly --all-regions --period 2015Q4 -o reports

test: $(STAMP)-test
	$(BIN)/python -m pytest -n 2 --dist worksteal

conformance: $(STAMP)-test
	$(BIN)/python -m pytest -n 2 --dist worksteal tests/conformance tests/hosts/*/test_conformance.py

check: $(STAMP)-test $(STAMP)-check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(STAMP)-test
	-$(MAKE) $(STAMP)-bench
	$(BIN)/python -m bench

docs: $(STAMP)-test
	$(BIN)/python -m xlmarket.functions.manual docs
	$(BIN)/python -m xlmarket.config.manual docs
	$(BIN)/python -m xlmarket.report.manual docs
	$(BIN)/python -m tests.conformance.table docs

templates: $(STAMP)-test
	$(BIN)/python templates/draw.py

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "xlmarket needs Python 3.11 or newer; say which with: make PYTHON=python3.11 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(STAMP)-base: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(STAMP)-%: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[$*]'
	@touch $@

clean:
	rm -rf $(VENV) reports build dist

# sitegen: four commands. On a fresh machine with Python 3.11+, `make site` and `make test` need nothing before them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARCHIVE ?= examples/archive/*.txt

.PHONY: help site test check serve mathjax

help: ## show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sitegen needs Python 3.11 or newer; try make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

site: $(VENV)/installed mathjax ## import the sample archive and build the demo site in public/
	$(BIN)/sitegen import $(ARCHIVE)
	$(BIN)/sitegen build
	@echo
	@echo "The site is in public/. Look at it: open public/index.html in a browser, or run make serve."

test: $(VENV)/installed-dev mathjax ## set up what is missing and run the tests
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/installed-dev ## lint and type-check
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

serve: $(VENV)/installed mathjax ## preview the demo site, following every change
	$(BIN)/sitegen serve

mathjax: $(VENV)/installed ## put a copy of MathJax beside the site, where npm can bring one
	@if command -v npm >/dev/null; then $(BIN)/sitegen mathjax install --quiet || true; \
	else echo "no npm here: pages take MathJax from its CDN"; fi


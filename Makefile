# make map, make test: each sets up what it needs in .venv, and nothing outside this folder.
# Override: PYTHON=python3.12 (any Python from 3.11), VENV=folder, REPORT=file, PYTEST="-k names".

PYTHON ?=
VENV ?= .venv
REPORT ?= data/reports/2024-12-16.txt
PYTEST ?=

bin := $(VENV)/bin
pip = $(bin)/python -m pip --disable-pip-version-check install -qq -c constraints.txt

.PHONY: help map test lint format bench gazetteer wheel clean
.DELETE_ON_ERROR:

help:
	@echo "make map        the map of the bundled report: maps/2024-12-16.html"
	@echo "make test       the tests"
	@echo "make lint       ruff, mypy, import-linter"
	@echo "make format     ruff's formatting and safe corrections, applied"
	@echo "make bench      the figures of the README, measured here"
	@echo "make gazetteer  the embedded gazetteer, built anew (needs npm and pip)"
	@echo "make wheel      dist/*.whl"
	@echo "make clean      remove what the other targets made, but for maps"

map: $(VENV)/.geo
	$(bin)/geo map $(REPORT)

test: $(VENV)/.test
	$(bin)/python -m pytest $(PYTEST)

lint: $(VENV)/.lint
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/mypy
	$(bin)/lint-imports --no-cache

format: $(VENV)/.lint
	$(bin)/ruff check --fix .
	$(bin)/ruff format .

bench: $(VENV)/.bench
	$(bin)/python -m benchmarks

gazetteer: $(VENV)/.build
	$(bin)/geo gazetteer build

wheel: $(VENV)/.geo
	$(bin)/python -m pip --disable-pip-version-check wheel --quiet --no-deps --wheel-dir dist .

clean:
	rm -rf $(VENV) build dist benchmarks/results test-results *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# each set of packages is installed when pyproject.toml or constraints.txt is newer than its stamp

$(VENV)/.geo: $(bin)/python pyproject.toml constraints.txt
	@echo "setting up $(VENV)"
	@$(pip) -e .
	@touch $@

$(VENV)/.test $(VENV)/.lint $(VENV)/.bench $(VENV)/.build: $(VENV)/.geo
	@$(pip) -e '.[$(patsubst .%,%,$(notdir $@))]'
	@touch $@

$(bin)/python:
	@for candidate in $(or $(PYTHON),python3 python3.13 python3.12 python3.11); do \
		"$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		"$$candidate" -c 'import ensurepip, venv' 2>/dev/null || { echo "$$candidate has no venv module (Debian: apt-get install python3-venv)" >&2; exit 1; }; \
		exec "$$candidate" -m venv $(VENV); \
	done; \
	echo "$(if $(PYTHON),$(PYTHON) is not Python 3.11 or newer,no Python 3.11 or newer found: install one or name it with PYTHON=)" >&2; exit 1

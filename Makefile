# Given are git, make and Python >= 3.11 with venv; uv is used when it is there.
# Targets: demo, test, cluster, check, docs, bench, fuzz, lock, wheel, clean.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PY     := $(abspath $(BIN)/python)
UV     := $(shell command -v uv 2>/dev/null)
JOBS   ?= 2

ifeq ($(UV),)
MAKE_VENV = $(PYTHON) -m venv $(VENV)
INSTALL   = $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r
EDITABLE  = $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
else
MAKE_VENV = $(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
INSTALL   = $(UV) pip install --quiet --python $(PY) --require-hashes -r
EDITABLE  = $(UV) pip install --quiet --python $(PY) --no-deps --no-build-isolation -e .
endif

LOCK = uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.PHONY: help docs demo test cluster check bench fuzz lock wheel clean

help: ## List the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "需要 Python 3.11 或更新版本：make PYTHON=python3.11 … Python 3.11 or newer is needed."; exit 1; }
	$(MAKE_VENV)

NATIVE = hatch_build.py $(addprefix src/hegui/engine/native/,build.py native.h literals.c lines.c utf8.c)

$(VENV)/.run: requirements/run.txt pyproject.toml $(NATIVE) | $(BIN)/python
	@echo "安装运行所需的库（仅首次） Installing what the product needs (first time only) ..."
	$(INSTALL) requirements/run.txt
	$(EDITABLE)
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "安装开发工具（仅首次） Installing the development tools (first time only) ..."
	$(INSTALL) requirements/dev.txt
	@touch $@

demo: $(VENV)/.run ## Run the example from declaration to sealed bundle and reports
	@$(BIN)/hegui demo --out demo-bundle; code=$$?; [ $$code -eq 1 ] || exit $$code

test: $(VENV)/.dev ## Run all tests
	$(PY) -m pytest -n $(JOBS) --dist worksteal $(ARGS)

cluster: $(VENV)/.dev ## Install Ray (80 MB) and run the tests of --engine ray
	$(INSTALL) requirements/ray.txt
	$(PY) -m pytest -q tests/checks/corpus/shards/test_cluster.py $(ARGS)

check: $(VENV)/.dev ## Lint, types, layers, documentation
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(PY) -m pytest -q tests/docs

bench: $(VENV)/.dev ## Measure; figures go to docs/explanation/performance.md
	$(PY) benchmarks/run.py $(ARGS)

fuzz: $(VENV)/.dev ## Long fuzzing and kill storms (short versions are in make test)
	HEGUI_FUZZ=long HEGUI_KILLS=50 $(PY) -m pytest -n $(JOBS) -m "slow or not slow" tests $(ARGS)

lock: ## Renew the locked requirements (needs uv)
	$(LOCK) --extra all -o requirements/run.txt pyproject.toml requirements/build.in
	$(LOCK) --extra all --extra dev -c requirements/run.txt -o requirements/dev.txt pyproject.toml requirements/build.in
	$(LOCK) --extra ray -c requirements/dev.txt -o requirements/ray.txt pyproject.toml

wheel: $(VENV)/.dev ## Build the wheel into dist/
	$(PY) -m build --no-isolation --wheel --outdir dist .

clean: ## Remove what the targets made
	rm -rf $(VENV) dist build demo-bundle .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

docs: $(VENV)/.dev ## Write the generated reference pages
	$(PY) tools/docs.py

# Everything a contributor types. Needs Python 3.11 or newer and make; the rest is installed into .venv from the lock.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV    := .venv
BIN     := $(VENV)/bin
SYNCED  := $(VENV)/.synced
NUMPY2  ?= 2.3.5
VENV2   := .venv-numpy2
SYNCED2 := $(VENV2)/.synced-$(NUMPY2)
WORKERS ?= 2

# The first interpreter that runs and is new enough, by its own word: a name on PATH may be a shim for nothing.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3.14 python3 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$name"; break; }; done)

# $(call install,VENV,WHAT): install into a virtual environment with uv where present, otherwise with pip.
install = if command -v uv >/dev/null 2>&1; then uv pip install --quiet --python $(1)/bin/python $(2); \
	else $(1)/bin/python -m pip install --quiet --disable-pip-version-check $(2); fi

# $(call environment,VENV): an empty virtual environment. Python's own `venv`, so that pip is in it whoever comes next.
environment = rm -rf $(1) && "$(PYTHON)" -m venv $(1) || { rm -rf $(1); exit 1; }

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# -- The environment --------------------------------------------------------------------------------------------------

$(SYNCED): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Steerco needs Python 3.11 or newer on PATH (or: make PYTHON=/path/to/python)" >&2; exit 2; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { echo "building $(VENV)" >&2; $(call environment,$(VENV)); }
	@$(call install,$(VENV),--require-hashes -r requirements.lock)
	@$(call install,$(VENV),--no-deps --no-build-isolation --editable .)
	@touch $@

$(SYNCED2): $(SYNCED)
	@echo "building $(VENV2) with numpy $(NUMPY2)" >&2
	@$(call environment,$(VENV2))
	@$(call install,$(VENV2),--require-hashes -r requirements.lock)
	@$(call install,$(VENV2),--no-deps numpy==$(NUMPY2))
	@$(call install,$(VENV2),--no-deps --no-build-isolation --editable .)
	@touch $@

.PHONY: test-bounds
test-bounds: $(SYNCED) ## every shipped plan with every array access checked; minutes
	@STEERCO_BOUNDSCHECK=1 $(BIN)/python -m pytest -q -m "not long" tests/engine/test_ensemble.py tests/engine/test_directions.py tests/sim/test_kernel.py

.PHONY: stubs
stubs: $(SYNCED) ## what a world looks like to the type checker, after a change of the schema or the parameters
	@$(BIN)/python -m tests.sim.regenerate_records --write

# -- What users run ---------------------------------------------------------------------------------------------------

.PHONY: play bench
play: $(SYNCED) ## open the window; without a display, run the demo
	@$(BIN)/steerco play

bench: $(SYNCED) ## ratios against the peers, measured in one run
	@$(BIN)/steerco bench

.PHONY: replays
replays: $(SYNCED) ## play the shipped recordings anew, after a change that is meant to change their bytes
	@for plan in trap textbook; do \
		$(BIN)/steerco run seven-roadmaps --plan $$plan --seed 7 --out replays/seven-roadmaps-$$plan-7.replay --force \
			|| exit $$?; \
	done

.PHONY: panels validity tornado coverage measured
panels: $(SYNCED) ## run every scenario's reference panel anew, after a change of rules or scenarios; minutes
	@$(BIN)/python -m engine.panels --write

validity: $(SYNCED) ## measure the model's laws and write docs/validity.md; minutes
	@$(BIN)/steerco validity --write docs/validity.md

tornado: $(SYNCED) ## halve, double and draw what is assumed; writes assets/tornado.json and docs/assumptions.md; minutes
	@$(BIN)/steerco assumptions --measure --out assets/tornado.json --page docs/assumptions.md

coverage: $(SYNCED) ## check that what practice asks about has what carries it; writes docs/coverage.md
	@$(BIN)/python -m engine.coverage --write

measured: $(SYNCED) ## measure coverage, bias and variance of the estimators and write docs/evidence.md; minutes
	@$(BIN)/python -m engine.evidence.measured --write

# -- The gate ---------------------------------------------------------------------------------------------------------

.PHONY: test check lint types contracts unit format
test: check ## the whole gate

check: lint types contracts unit ## the same, by its parts:

lint: $(SYNCED) ##   style and layout (ruff)
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { echo "make format mends the layout" >&2; exit 1; }

types: $(SYNCED) ##   types (mypy --strict)
	@$(BIN)/mypy

contracts: $(SYNCED) ##   who may import whom (import-linter)
	@$(BIN)/lint-imports --no-logo

unit: $(SYNCED) ##   tests (pytest)
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile

format: $(SYNCED) ## mend layout and what ruff can fix by itself
	@$(BIN)/ruff check --quiet --fix-only
	@$(BIN)/ruff format --quiet

# -- Beyond the gate --------------------------------------------------------------------------------------------------

.PHONY: test-desktop test-two-numpys fuzz wheel-check
test-desktop: $(SYNCED) $(SYNCED2) ## tests, failing where Xvfb, xdotool, Chromium or a second numpy is missing
	@STEERCO_REQUIRE_ALL=1 $(BIN)/pytest -n $(WORKERS) --dist loadfile

test-two-numpys: $(SYNCED) $(SYNCED2) ## the same bytes under two versions of numpy
	@$(BIN)/python tests/two_numpys.py $(BIN)/python $(VENV2)/bin/python

fuzz: $(SYNCED) ## long campaigns: fuzzing, many seeds, many worlds
	@$(BIN)/pytest -n $(WORKERS) -m long --hypothesis-profile=long

wheel-check: $(SYNCED) ## build wheel and sdist, install each, run it from an unrelated folder
	@rm -rf dist && $(BIN)/python -m hatchling build -d dist >/dev/null
	@set -e; here=$$(pwd); away=$$(mktemp -d); trap 'rm -rf "$$away"' EXIT; \
	for package in dist/*.whl dist/*.tar.gz; do \
		$(BIN)/python -m venv --clear "$$away/venv"; \
		$(call install,"$$away/venv","$$package"); \
		(cd "$$away" && venv/bin/steerco scenarios >/dev/null); \
		echo "$$package installs and runs"; \
	done

# -- Upkeep -----------------------------------------------------------------------------------------------------------

.PHONY: lock clean
lock: ## resolve pyproject.toml into requirements.lock (LOCKFLAGS=--upgrade: newest versions)
	@command -v uv >/dev/null 2>&1 || test -x $(BIN)/uv || $(MAKE) $(SYNCED)
	@"$$(command -v uv || echo $(BIN)/uv)" pip compile --quiet --universal --python-version 3.11 \
		--fork-strategy fewest --generate-hashes --group dev --custom-compile-command "make lock" $(LOCKFLAGS) \
		pyproject.toml --output-file requirements.lock >/dev/null

clean: ## remove environments, builds and caches
	@rm -rf $(VENV) $(VENV2) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

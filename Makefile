# Hark's commands. `make run` and `make test` are all that anyone needs.

PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# On Linux the plain `torch` package brings gigabytes of CUDA. `make setup TORCH_INDEX=URL` takes it from
# another package index first, for example PyTorch's own with the CPU builds (its address is on pytorch.org).
TORCH_INDEX ?=

.PHONY: help setup dev run demo test check format clean

help:  ## Say what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(VENV)/.ready  ## Make .venv with everything that Hark needs to run, pinned

dev: $(VENV)/.dev  ## Add what the tests and checks need

$(VENV)/.ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Hark needs Python 3.11 or newer; name one with: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@echo "Setting up Hark in $(VENV): a few minutes the first time."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -z "$(TORCH_INDEX)" || $(PIP) install --quiet --index-url "$(TORCH_INDEX)" -c constraints.txt torch
	@$(PIP) install --quiet -c constraints.txt --editable .
	@$(BIN)/python -m compileall -q app.py data models retrieval llm
	@touch $@
	@echo "Hark is set up."

$(VENV)/.dev: $(VENV)/.ready
	@$(PIP) install --quiet -c constraints.txt --editable '.[dev]'
	@touch $@

run: setup  ## Open the page, and make the demo library meanwhile if there is no music yet
	@$(BIN)/hark app --demo --port $(PORT)

demo: setup  ## Make the demo library only
	@$(BIN)/hark demo

check: dev  ## Format, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check  ## Everything that CI checks
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile  # a file stays in one process, with its servers

format: dev  ## Mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:  ## Remove .venv and caches; libraries stay
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache build *.egg-info

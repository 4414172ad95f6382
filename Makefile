# Every target makes what it needs: `make serve` on a fresh machine is enough.
VENV := .venv
BIN := $(VENV)/bin
DATA := $(or $(WHENCE_DATA),data)
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help serve test lint format bench bench-quality bench-speed clean

help: ## Show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

serve: $(VENV)/serving ## Index the sample articles if there is no index, and serve
	@$(BIN)/flask index rebuild --if-missing seeds
	@exec $(BIN)/python app.py

test: $(VENV)/testing ## Run all tests
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/testing ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .

format: $(VENV)/testing ## Put the code into its standard form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: bench-quality bench-speed ## Measure quality and speed

bench-quality: $(VENV)/benching ## Measure retrieval and answers on the development questions
	$(BIN)/python -m bench.quality

bench-speed: $(VENV)/benching ## Measure indexing and answering, beside peers
	$(BIN)/python -m bench.speed

clean: ## Remove the environment and caches; the data folder stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis bench/out
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/serving: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/testing: tests/requirements.txt $(VENV)/serving
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch $@

$(VENV)/benching: bench/requirements.txt $(VENV)/serving
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	@touch $@

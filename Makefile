# Two commands set everything up on a fresh machine with Python 3.11 and make: `make run` and `make test`.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run test test-slow lint bench gate clean

$(STAMP): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV) (a minute or two) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

run: $(STAMP)
	$(BIN)/zhishi run corpus/samples

test: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -m "not slow"

test-slow: $(STAMP)
	$(BIN)/python -m pytest -m slow

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "jionlp==1.5.29"
	$(BIN)/python -m pytest tests/bench --benchmark-only -o addopts="" -q -rP

gate: $(STAMP)
	$(BIN)/python -m tests.gold.gate

clean:
	rm -rf $(VENV) outputs/current outputs/versions outputs/state build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

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

# The peers of the benchmark live in a Python of their own, so that $(VENV) stays what the lock says.
PEERS := $(VENV)/peers
PEERS_STAMP := $(PEERS)/.installed

$(PEERS_STAMP): $(STAMP) tests/bench/peers.txt
	@test -x $(PEERS)/bin/python || $(BIN)/python -m venv $(PEERS)
	@echo "installing the peers into $(PEERS) …"
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r tests/bench/peers.txt && touch $(PEERS_STAMP) \
		|| echo "the peers could not be installed: they are told as absent"

# Ten minutes on two cores. WRITE=1 writes the tables into docs/speed.md; FULL=1 runs the benches of flows and tables at their full size.
bench: $(PEERS_STAMP)
	$(if $(FULL),,ZHISHI_BENCH_ARTICLES=$${ZHISHI_BENCH_ARTICLES:-300} BENCH_ARTICLES=$${BENCH_ARTICLES:-3000} BENCH_READ=$${BENCH_READ:-400}) \
	$(if $(WRITE),ZHISHI_BENCH_WRITE=1) $(BIN)/python -m pytest tests/bench -o addopts="" -q -rPs

gate: $(STAMP)
	$(BIN)/python -m tests.gold.gate

clean:
	rm -rf $(VENV) outputs/current outputs/versions outputs/state build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

# make demo and make test set everything up by themselves; make help lists the rest.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: help install demo test e2e check lint types contracts catalogues corpus model model-encoder report wheel wheel-bench bench clean

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

install: $(READY) ## the program and its tools, in .venv
$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "socialcare needs Python 3.11 or later: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(READY)

demo: $(READY) ## a workspace of an invented brand, and its morning
	@test -f demo/socialcare.yaml || $(BIN)/socialcare --quiet init demo --demo
	@SOCIALCARE_NOW=$$(cat demo/data/demo-time) $(BIN)/socialcare --workspace demo triage
	@echo
	@echo 'Go on: cd demo; export SOCIALCARE_NOW=$$(cat data/demo-time); ../$(BIN)/socialcare show 1'

test: $(READY) ## the tests, in three processes: on two cores, one of them often waits for a server
	$(BIN)/python -m pytest -m 'not e2e' -n 3 --dist worksteal

# make e2e SOCIALCARE_E2E_ALL= leaves out Bluesky's own servers, WordPress and the compiled scorer: some minutes from an empty machine.
e2e: export SOCIALCARE_E2E_ALL ?= 1
e2e: $(READY) ## against servers we did not write; installs them; what cannot be is said
	$(BIN)/python -m pytest -m e2e -n 2 --dist loadfile tests/e2e

check: lint types contracts test ## all that CI asks

lint: $(READY) ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY) ## types, strict
	$(BIN)/mypy

contracts: $(READY) ## the four floors
	$(BIN)/lint-imports

catalogues: $(READY) ## collect the texts people read, and compile their French and English
	$(BIN)/python tests/catalogues.py
	$(BIN)/socialcare --lang fr rules schema > rules/rulebook.schema.json

corpus: $(READY) ## what our own labelled messages are made of
	$(BIN)/python data/corpus/measure.py

# In an environment of its own: scikit-learn is not for those who only use the weights.
model: ## make the weights again, and the list of golden sentences they miss
	$(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[train]'
	OMP_NUM_THREADS=1 .venv-train/bin/python data/model/train.py
	.venv-train/bin/python tests/scoring/_golden.py

# After make model, beside whose weights it reads; an hour and a half of one core, and torch, which is some gigabytes.
model-encoder: ## make what the optional encoder has learnt again
	$(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[train,train-encoder,encoder]'
	OMP_NUM_THREADS=1 .venv-train/bin/python data/model/train_encoder.py

report: $(READY) ## how well the weights read what they have not seen
	$(BIN)/python data/model/report.py

# Needs a C compiler, and a minute.
wheel: $(READY) ## a wheel for this machine in dist/, its scorer compiled: 1.4 times as quick
	HATCH_BUILD_HOOKS_ENABLE=1 $(BIN)/python -m build --wheel

wheel-bench: wheel ## speed of the scorer in that wheel
	rm -rf build/wheel
	$(BIN)/python -m zipfile -e dist/socialcare-*-cp*.whl build/wheel
	PYTHONPATH=build/wheel $(BIN)/python benchmarks/scoring.py

bench: $(READY) ## speed, as ratios
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/morning.py
	$(BIN)/python benchmarks/scoring.py
	$(BIN)/python benchmarks/due.py
	$(BIN)/python benchmarks/routing.py
	$(BIN)/python benchmarks/pulling.py

clean: ## what was made here
	rm -rf .venv demo dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

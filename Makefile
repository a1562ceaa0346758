# The two commands of a newcomer are `make run` and `make test`; `make help` lists the rest.
.DEFAULT_GOAL := help
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
export PYTHONWARNINGS ?= default::UserWarning

.PHONY: help run test setup check bench translations clean

help: ## list what can be done here
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

run: .venv/.runs ## start the demonstration on http://127.0.0.1:8000 (HOST and PORT move it)
	@$(BIN)/flask db upgrade
	@$(BIN)/flask demo load
	@$(BIN)/flask serve --host $(HOST) --port $(PORT)

test: .venv/.develops ## run every test (Chromium and PostgreSQL are used where they are found)
	$(BIN)/python -m pytest $(ARGS)

setup: .venv/.develops ## only create the environment in .venv

check: .venv/.develops ## types, style, dependency steps, templates, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet

bench: .venv/.develops ## measure speed and memory as ratios in one run
	@for file in benchmarks/[a-z]*.py; do name=$$(basename $$file .py); echo "== $$name"; $(BIN)/python -m benchmarks.$$name || exit 1; done

translations: .venv/.develops ## gather new sentences into the English catalogue, then compile it
	$(BIN)/pybabel -q extract --no-location -F babel.cfg -k N_ -k _l -o .venv/messages.pot .
	$(BIN)/pybabel -q update --ignore-obsolete --no-fuzzy-matching --no-wrap -l en -d decisions/translations -i .venv/messages.pot
	$(BIN)/pybabel -q compile --use-fuzzy -d decisions/translations

clean: ## forget the environment and the demonstration's data
	rm -rf .venv instance

.venv/.runs: requirements.txt
	$(PYTHON) -m venv .venv
	$(PIP) -r requirements.txt
	@touch $@

.venv/.develops: .venv/.runs requirements-dev.txt
	$(PIP) -r requirements.txt -r requirements-dev.txt
	@touch $@

# The workshop. `make` alone lists what there is.

PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# The first Python that is recent enough and can make virtual environments; PYTHON=… chooses another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$python; break; }; done)
# A secret of this checkout, so that sign-ins and links survive a restart.
WITH_SECRET = ATELIERS_SECRET_KEY="$$(cat var/secret)" ATELIERS_BASE_URL=http://127.0.0.1:$(PORT)
ON_DEMO = $(WITH_SECRET) ATELIERS_DEMO=true ATELIERS_DATABASE_URL=sqlite:///var/demo.sqlite3
CODE := app tests scripts benchmarks alembic/env.py

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help setup demo run browser test check format static proof bench translations lock migration screenshots clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(INSTALLED) ## Virtual environment with everything, from the lock (instant the second time)

$(INSTALLED): requirements.lock pyproject.toml
	@python="$(PYTHON)"; $${python:-false} -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Python 3.11 or newer with venv and ensurepip is needed (Debian: apt-get install python3-venv);" \
		"PYTHON=… names one." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what requirements.lock lists. This takes a minute the first time."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

var/secret:
	@mkdir -p var
	@umask 077 && od -An -N32 -tx1 /dev/urandom | tr -d ' \n' > $@

demo: setup var/secret ## The service with the demonstration's data, at http://127.0.0.1:8000 (PORT=… elsewhere)
	@$(ON_DEMO) $(BIN)/ateliers demo
	@echo "Serving at http://127.0.0.1:$(PORT)/ – Ctrl-C stops it."
	@$(ON_DEMO) $(BIN)/ateliers serve --port $(PORT)

run: setup var/secret ## The service without demonstration data: migrates, then serves
	@$(WITH_SECRET) $(BIN)/ateliers migrate
	@echo "Serving at http://127.0.0.1:$(PORT)/ – Ctrl-C stops it."
	@$(WITH_SECRET) $(BIN)/ateliers serve --port $(PORT)

browser: setup
	@$(BIN)/python -m scripts.browser

test: setup browser ## Every test on SQLite, every promise on PostgreSQL too, and in a real browser
	@$(BIN)/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder

check: static test ## What CI runs: format, rules, types, templates, words, questionnaires, migrations, tests

format: setup ## Format the code
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix --select I $(CODE)

static: setup
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --quiet --lint app/templates
	@$(BIN)/python -m scripts.translations --check
	@$(BIN)/ateliers lint-surveys
	@$(BIN)/python -m scripts.migrations --check

proof: setup browser ## The exhaustive and slow proofs, and the pages on PostgreSQL, of which `make test` runs a sample
	@PROOF=1 $(BIN)/python -m pytest -q -m proof -n auto

bench: setup browser ## Respondents a second, memory, bytes, a slow phone, a million answers (BENCH_SCALE=0: without); writes var/bench.md
	@$(BIN)/python -m benchmarks

translations: setup ## Gather the interface's words into i18n/, and say which still lack French or Dutch
	@$(BIN)/python -m scripts.translations

lock: setup ## Choose the newest allowed versions again and write both lock files
	@$(BIN)/python -m scripts.lock

migration: setup ## Write a migration for what changed in the tables: make migration m="what it does"
	@test -n "$(m)" || { echo 'Say what it does: make migration m="…"' >&2; exit 1; }
	@$(BIN)/python -m scripts.migrations "$(m)"

screenshots: setup browser ## Every main page, phone and desk, both languages, into var/screenshots/
	@$(BIN)/python -m scripts.screenshots

clean: ## Remove what tools and the demonstration left behind; your own data and the environment stay
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist test-results
	@rm -rf var/screenshots var/bench.md var/demo.sqlite3 var/demo.sqlite3-wal var/demo.sqlite3-shm
	@find app tests scripts benchmarks alembic -name __pycache__ -type d -prune -exec rm -rf {} +

# Everything a developer does here. `make` alone lists it.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
JOBS ?= auto
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))

.PHONY: help
help: ## List these commands
	@echo "Pépite. Start with: make demo"
	@echo
	@sed -n 's/^\([a-z0-9-]*\):[^#]*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do \
		printf '  make %-12s %s\n' "$$name" "$$text"; done
	@echo
	@echo "Variables: PYTHON=python3.12  PEPITE_PORT=8001  PEPITE_DATA_DIR=/elsewhere"
	@echo "           JOBS=2  ARGS='tests/feedback -k comment'  TEST_DATABASE_URL=postgresql+psycopg://…"

.PHONY: demo
demo: venv $(CATALOGUES) ## Install what is missing, load the demonstration once, serve it on port 8000
	$(BIN)/pepite upgrade
	$(BIN)/pepite demo load --once
	$(BIN)/pepite run

.PHONY: test
test: venv-dev $(CATALOGUES) ## Run the tests (SQLite; TEST_DATABASE_URL=… chooses PostgreSQL)
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "not e2e" $(ARGS)

.PHONY: e2e
e2e: venv-dev $(CATALOGUES) ## Drive the pages with a real browser (Debian package: chromium)
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile -m e2e -p no:randomly $(ARGS)

.PHONY: check
check: venv-dev ## Run the linters and the type checker
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python -m djlint --lint app
	$(BIN)/python -m mypy

.PHONY: ci
ci: ## Run what the CI runs, in its order
	bash .ci/run

.PHONY: bench
bench: venv-dev $(CATALOGUES) ## Measure the pages on a large world (benchmarks/README.md)
	$(BIN)/python -m benchmarks $(ARGS)

.PHONY: screenshots
screenshots: venv-dev $(CATALOGUES) ## Take the pictures of the documentation again
	$(BIN)/python -m scripts.screenshots $(ARGS)

.PHONY: catalogues
catalogues: venv-dev ## Bring the translation catalogues to the sentences of the code
	scripts/catalogues.sh

.PHONY: lock
lock: venv-dev ## Lock the dependencies of pyproject.toml (ARGS=--upgrade takes the newest)
	scripts/lock.sh $(ARGS)

.PHONY: venv venv-dev
venv:
	@scripts/venv.sh requirements.txt
venv-dev:
	@scripts/venv.sh requirements-dev.txt

translations/%/LC_MESSAGES/messages.mo: translations/%/LC_MESSAGES/messages.po | venv
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ --locale $*

# What a person types. Works with GNU make 3.81 (macOS) and newer.
#
#   make run            the journal with its example alliance, at http://127.0.0.1:8000
#   make test           every test, in a browser too where there is a Chromium
#   make test-postgres  the tests (browser aside) on a PostgreSQL that is started for them
#   make lint           ruff, mypy, import-linter
#   make coverage       the tests, with branch coverage (95 % or more)
#   make bench          all of these:
#   make bench-pages    how fast pages are, as a ratio to a bare Flask app
#   make bench-handout  how long a handout takes in each format, beside WeasyPrint
#   make bench-held     how long a worker is held by whoever asks for a handout
#   make screenshots   the README's pictures anew
#   make lock           the lock files anew, from the ranges in setup.cfg
#   make clean          everything away that these made, but never the data in instance/
#
# One test:            make test ARGS="-k agree -n 0"
# Another Python:      make run PYTHON=python3.12

.PHONY: run test test-postgres lint coverage bench bench-pages bench-handout bench-held screenshots lock clean

VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
# Workers of the test run; 0 keeps it in one process.
WORKERS := 2
ARGS :=
PYTHON = $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	if command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))'; \
	then echo $$p; break; fi; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTEST := $(BIN)/pytest -n $(WORKERS)

run: $(VENV)/.app
	@exec $(BIN)/trio-journal serve --example

test: $(VENV)/.dev
	@TRIO_CHROMIUM="$$(sh tests/tools/chromium.sh)" TRIO_VNU_JAR="$$(sh tests/tools/vnu.sh)" \
		$(PYTEST) $(ARGS)

test-postgres: $(VENV)/.dev
	@$(BIN)/python tests/tools/with_postgresql.py $(PYTEST) -m "not browser" $(ARGS)

lint: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

coverage: $(VENV)/.dev
	@TRIO_CHROMIUM="$$(sh tests/tools/chromium.sh)" TRIO_VNU_JAR="$$(sh tests/tools/vnu.sh)" \
		$(PYTEST) --cov --cov-report=term $(ARGS)

bench: bench-pages bench-handout bench-held

bench-pages: $(VENV)/.dev
	@$(BIN)/python benchmarks/pages.py $(ARGS)

bench-handout: $(VENV)/.bench
	@$(BIN)/python benchmarks/handout.py $(ARGS)

bench-held: $(VENV)/.dev
	@$(BIN)/python benchmarks/held.py $(ARGS)

screenshots: $(VENV)/.dev
	@TRIO_CHROMIUM="$$(sh tests/tools/chromium.sh)" $(BIN)/python tests/tools/screenshots.py

# A stamp is newer than what it was made from, so that the next "make run" installs nothing.
$(VENV)/.app: requirements/app.txt setup.cfg pyproject.toml | $(BIN)/python
	@echo "Installing what the journal needs (once) ..."
	@$(PIP) install --require-hashes -r requirements/app.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt setup.cfg pyproject.toml | $(BIN)/python
	@echo "Installing what the tests need (once) ..."
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.app

$(VENV)/.bench: requirements/bench.txt | $(VENV)/.dev
	@echo "Installing what the handout is compared with (once) ..."
	@$(PIP) install --require-hashes -r requirements/bench.txt
	@touch $@

$(BIN)/python:
	@PYTHON="$(PYTHON)" sh tests/tools/venv.sh $(VENV)

lock: | $(BIN)/python
	@test -x $(VENV)/lock/bin/uv || { $(BIN)/python -m venv $(VENV)/lock && \
		$(VENV)/lock/bin/python -m pip --disable-pip-version-check --quiet install uv==$(UV_VERSION); }
	@for file in dev postgres bench app; do \
		case $$file in \
			dev) extras="--extra postgres --extra dev" ;; \
			postgres) extras="--extra postgres --constraint requirements/dev.txt" ;; \
			bench) extras="--extra bench --constraint requirements/dev.txt" ;; \
			app) extras="--constraint requirements/dev.txt" ;; \
		esac; \
		echo "requirements/$$file.txt"; \
		UV_CUSTOM_COMPILE_COMMAND="make lock" $(VENV)/lock/bin/uv pip compile --quiet \
			--universal --python-version 3.11 --generate-hashes --no-annotate --no-strip-extras $(ARGS) \
			setup.cfg requirements/build.in $$extras --output-file requirements/$$file.txt \
			|| exit 1; \
	done

clean:
	rm -rf $(VENV) build dist *.egg-info .coverage .coverage.* htmlcov test-results
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find trio_journal tests benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# make run     the dashboard                     make run ARGS="--data my_table.csv"
# make test    lint, types, layers, tests        make test ARGS="-k disclosure"
# make bench   speed and memory, as ratios       make lint, make lock, make clean
#
# Each command does its own set-up: .venv with exactly the packages of requirements.lock.
# PYTHON=/path/to/python chooses the interpreter (3.11 or newer).

.DEFAULT_GOAL := help
.PHONY: help run test lint javascript bench lock clean environment packages project node_modules
SHELL := bash
BIN := .venv/bin
JAVASCRIPT := tests/javascript

help:
	@sed -n '1,/^$$/s/^# \{0,1\}//p' Makefile

run: environment
	@$(BIN)/feasibility app $(ARGS)

test: lint
	$(BIN)/pytest -n auto --dist loadfile $(ARGS)

lint: environment
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	@$(MAKE) --no-print-directory javascript

# Node and npm carry the linter and the type check of the components' JavaScript.
javascript: environment
	@if ! { command -v node && command -v npm; } >/dev/null; then \
	  echo "Skipped: the JavaScript is not linted and its types are not checked, because node or npm is not installed"; \
	else \
	  cmp -s $(JAVASCRIPT)/package-lock.json $(JAVASCRIPT)/node_modules/.installed || $(MAKE) --no-print-directory node_modules \
	  && echo "$(BIN)/python -m tests.javascript" && $(BIN)/python -m tests.javascript; \
	fi

bench: environment
	$(BIN)/python -m benchmarks $(ARGS)

# --- set-up -----------------------------------------------------------------------------------------------------------
# Contents are compared, not dates: a git checkout touches dates. The folder counts too, as .venv holds absolute paths.

environment:
	@cmp -s .venv/packages <(cat requirements.lock; pwd) || $(MAKE) --no-print-directory packages
	@cmp -s .venv/project pyproject.toml || $(MAKE) --no-print-directory project

packages:
	@python=; \
	for candidate in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python); do \
	  "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { python=$$candidate; break; }; \
	done; \
	[ -n "$$python" ] || { echo "Trial Feasibility needs Python 3.11 or newer, and none was found" \
	  "(tried: $(or $(PYTHON),python3, python3.11 to python3.14, python))." \
	  "Install one, or name it: make PYTHON=/path/to/python" >&2; exit 1; }; \
	echo "Setting up .venv with $$("$$python" --version) (once; again only when requirements.lock changes)"; \
	"$$python" -m venv --clear .venv || { echo "$$python cannot make a virtual environment;" \
	  "on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes -r requirements.lock
	@cat requirements.lock <(pwd) > .venv/packages

project:
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@cp pyproject.toml .venv/project

node_modules:
	@cd $(JAVASCRIPT) && npm ci --ignore-scripts --no-audit --no-fund --silent && cp package-lock.json node_modules/.installed

lock:
	@tool=$$(mktemp -d) && trap 'rm -rf "$$tool"' EXIT && python3 -m venv "$$tool" && "$$tool"/bin/pip install --quiet uv \
	&& "$$tool"/bin/uv pip compile pyproject.toml --extra test --extra bench --group build --universal $(ARGS) \
	   --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --output-file requirements.lock

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist $(JAVASCRIPT)/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

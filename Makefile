# `make run` and `make test` are all that a new user needs; `make help` lists the rest.
.DEFAULT_GOAL := help
PYTHON_FILES := src tests bench scripts
HOST ?= 127.0.0.1
PORT ?= 8069
DB ?= demo
JOBS ?= 2
BIN := .venv/bin
# Node.js is in the environment where the system has none.
export PATH := $(PATH):$(CURDIR)/.venv/bin

.PHONY: help reference audit release setup setup-dev run test lint format bench fuzz compat clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: ## make the environment in .venv and fetch the browser libraries
	@scripts/setup

setup-dev:
	@scripts/setup dev

run: setup ## serve database `demo` with contacts on http://localhost:8069 (DB=, PORT=, HOST=)
	@$(BIN)/trivium db init $(DB) -i base,web,contacts --with-demo --if-missing
	@exec $(BIN)/trivium serve -d $(DB) --http-interface $(HOST) --http-port $(PORT)

test: setup-dev ## run all tests
	@scripts/test-requirements
	$(BIN)/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder tests
	cd web && npm test --silent

lint: setup-dev ## check style, types, layers and browser code
	$(BIN)/ruff check $(PYTHON_FILES)
	$(BIN)/ruff format --check $(PYTHON_FILES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd web && npm run --silent check

format: ## format the Python code
	$(BIN)/ruff check --fix --quiet $(PYTHON_FILES); $(BIN)/ruff format $(PYTHON_FILES)

bench: setup-dev ## measure speed and memory; writes docs/reference/performance.md
	$(BIN)/trivium bench

SECONDS ?= 60
fuzz: setup-dev ## try properties with new examples, then made-up code in the interpreter of users' code for SECONDS (60); see .cache/fuzz
	HYPOTHESIS_PROFILE=exploring $(BIN)/pytest -q tests/properties
	@mkdir -p .cache/fuzz
	nice $(BIN)/python tests/fuzz/expressions.py -max_total_time=$(SECONDS) -timeout=60 -rss_limit_mb=2500 -artifact_prefix=.cache/fuzz/ .cache/fuzz

audit: setup-dev ## compare the locked packages with published weaknesses (needs the network)
	$(BIN)/uv export --quiet --frozen --no-dev --no-emit-project --format requirements-txt | $(BIN)/uvx --quiet pip-audit --disable-pip --require-hashes -r /dev/stdin
	cd web && npm audit --omit=dev

release: audit lint test ## build the wheel in dist/, once nothing is weak, wrong or red
	$(BIN)/uv build --quiet --wheel --out-dir dist

reference: setup-dev ## write the reference of commands and settings
	$(BIN)/python scripts/reference.py

compat: setup-dev ## measure how much of the interface holds, and which published addons run (needs the contract beside the checkout)
	@scripts/test-requirements xmlsec1
	$(BIN)/python scripts/compat.py
	$(BIN)/python scripts/corpus.py

clean: ## remove the environment and caches; databases stay
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache web/node_modules

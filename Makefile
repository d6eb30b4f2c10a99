# make demo: the whole job on a shipped example.   make test: what CI runs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(BIN)/uv
export UV_PYTHON_DOWNLOADS := never
# Where the machine has certificates of its own, a company's among them, these count, as they do for pip.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem),)
export UV_SYSTEM_CERTS := true
endif

.PHONY: demo test coverage lint bench lock clean
.DEFAULT_GOAL := demo

demo: $(VENV)/.runtime
	@$(BIN)/codeonfly demo

test: lint
	$(BIN)/python -m pytest -n 2 --dist loadgroup

# Which lines and branches no test reaches. Counting them takes as long again as half of the tests.
coverage: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist loadgroup --cov --cov-report=term:skip-covered

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m tests.lint_workflows

bench: $(VENV)/.dev
	$(BIN)/python -m bench

# Versions and hashes of everything installed; no addresses, so any mirror serves.
lock: $(UV)
	$(UV) pip compile --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links -q requirements-build.in -o requirements-build.lock
	$(UV) pip compile --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links -q pyproject.toml -o requirements.lock
	$(UV) pip compile --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links -q pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

$(UV): requirements-build.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Code-on-Fly needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.lock

# --inexact in effect: the demo must not take away what the tests have installed.
$(VENV)/.runtime: $(UV) requirements.lock pyproject.toml
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

clean:
	rm -rf $(VENV) out dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

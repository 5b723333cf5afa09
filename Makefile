# make run     start eOffice on this machine          make test    run every test
# make check   style, types, imports, migrations      make bench   measure it
# make install only the virtual environment           make lock    renew the locked dependencies
PYTHON ?= python3
TEST_PROCESSES ?= 2

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe \
	--strip-extras --no-emit-index-url --no-emit-find-links
MANIFEST := eoffice/ui/static/dist/manifest.json
ASSET_SOURCES := eoffice/ui/build.mjs $(shell find eoffice/ui/src -type f)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard eoffice/translations/*/LC_MESSAGES/*.po))

# npm and the build scripts find the node of the virtual environment.
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: run install assets test check bench lock packages

run:
	@start=$$(date +%s); $(MAKE) --no-print-directory assets && took=$$(($$(date +%s) - start)) \
	&& { [ $$took -lt 2 ] || echo "Downloading and installing took $$took s."; } && exec $(BIN)/eoffice run

install: .venv/.installed

assets: .venv/.installed $(MANIFEST) $(CATALOGUES)
	@:

# A gigabyte that was just installed is on its way to the disk; servers that commit would wait behind it.
test: packages .venv/.developing assets
	sync
	$(BIN)/pytest -n $(TEST_PROCESSES) $(PYTEST_OPTIONS)

check: .venv/.developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.checks.migrations
	$(BIN)/python -m tests.checks.translations
	$(BIN)/python -m tests.checks.diagrams
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(BIN)/hadolint Dockerfile

bench: .venv/.developing assets
	$(BIN)/python -m benchmarks

# With the oldest Python there is (Debian 12 has 3.11.2): some packages need one more, or an older one, there.
lock: .venv/.developing
	$(COMPILE) --upgrade --build-deps-for editable --extra build --extra dev -o requirements/dev.txt pyproject.toml
	$(COMPILE) --build-deps-for editable -c requirements/dev.txt -o requirements/run.txt pyproject.toml
	$(COMPILE) -c requirements/dev.txt -o requirements/build.txt requirements/build.in
	$(BIN)/npm install --package-lock-only

packages:
	sh tests/servers/install_packages.sh

# The editable installation leaves a working folder behind, which nothing needs.
.venv/.installed: requirements/run.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) install --require-hashes -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation --editable . && rm -rf eoffice.egg-info
	@touch $@

.venv/.building: requirements/build.txt | .venv/.installed
	$(PIP) install --require-hashes -r $<
	@touch $@

.venv/.developing: requirements/dev.txt | .venv/.installed
	$(PIP) install --require-hashes -r $<
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json .venv/.building
	$(BIN)/npm ci
	@touch $@

$(MANIFEST): node_modules/.package-lock.json $(ASSET_SOURCES)
	$(BIN)/npm run --silent build
	@touch $@

%.mo: %.po | .venv/.installed
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

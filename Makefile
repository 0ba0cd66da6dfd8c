# Two commands are enough: `make run` and `make test`. `make help` shows the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test lint bench benchlarge soak agree faults fuzz attack month audit messages lock

VENV := .venv
BIN := $(VENV)/bin
NEWEST = $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11 python,$(shell \
	$(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)))
PYTHON ?= $(NEWEST)
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

help: ## Show these lines
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

run: $(VENV)/.installed ## Start Klankbord with a sample organisation
	@exec $(BIN)/klankbord up

test: $(VENV)/.installed-dev ## Run every test, from the pure core to killed processes
	@.ci/test

lint: $(VENV)/.installed-dev ## Read the code: style, types, layers, templates, sizes
	@.ci/lint

bench: $(VENV)/.installed-dev ## Measure, as ratios against named peers in the same run
	@$(BIN)/python -m bench

benchlarge: $(VENV)/.installed-dev ## Measure the archive with ten million mentions; takes half an hour to some hours, and 10 GB
	@$(BIN)/python -m bench --only search --mentions 10000000

soak: $(VENV)/.installed-dev ## Match ten million posts and compare them, and see that memory stands still; an hour
	@$(BIN)/python -m bench --only soak --streamed 10000000

agree: $(VENV)/.installed-dev ## Hold stream, search and judge against each other, 100,000 times
	@KLANKBORD_PAIRS=$${KLANKBORD_PAIRS:-100000} $(BIN)/pytest --timeout 7200 \
		src/klankbord/core/match/tests/test_agreement.py src/klankbord/core/match/tests/test_fast.py
	@places=$$(mktemp -d); NUMBA_BOUNDSCHECK=1 NUMBA_CACHE_DIR=$$places $(BIN)/pytest --timeout 7200 \
		src/klankbord/core/match/tests/test_fast.py; code=$$?; rm -r $$places; exit $$code

faults: $(VENV)/.installed-dev ## Kill processes fifty times, during an import and during a thousand answers
	@KLANKBORD_KILLS=50 $(BIN)/pytest tests/faults -m faults --timeout 3600

fuzz: $(VENV)/.installed-dev ## Send ten thousand hostile inputs to every address
	@KLANKBORD_FUZZ=$${KLANKBORD_FUZZ:-10000} $(BIN)/pytest tests/security/test_fuzz.py \
		tests/security/test_api_schema.py --timeout 3600

attack: $(VENV)/.installed-dev ## Try to find one person in figures, a thousand times, and in a hundred votes
	@KLANKBORD_BALLOT_ROUNDS=$${KLANKBORD_BALLOT_ROUNDS:-100} $(BIN)/pytest --timeout 7200 \
		tests/security/test_disclosure_attack.py tests/security/test_ballots_red_team.py

month: $(VENV)/.installed-dev ## Live through a month of mail with a thousand members; half an hour
	@KLANKBORD_MONTH=$${KLANKBORD_MONTH:-1000} $(BIN)/pytest -s --timeout 14400 \
		src/klankbord/ambassadors/community/tests/test_month.py

audit: $(VENV)/.installed-dev ## Look up known holes in packages; fails where nobody answers
	@$(BIN)/python .ci/audit.py

CATALOGUE := src/klankbord/locale/nl/LC_MESSAGES/django.po
messages: $(VENV)/.installed-dev ## Collect new texts for translation and compile the catalogue
	@cd src/klankbord && ../../$(BIN)/django-admin makemessages -l nl -e html,py,mjml,txt --no-obsolete --no-location \
		--ignore 'tests/*' --settings klankbord.site.settings_test
	@$(BIN)/python .ci/catalogue.py $(CATALOGUE)

# uv makes the locks; it is needed only by who changes a dependency.
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-header --quiet
lock: ## Make the lock files again after a change of dependencies
	$(LOCK) --extra embed --group build --output-file requirements.lock
	$(LOCK) --extra embed --group build --group dev --constraint requirements.lock --output-file requirements-dev.lock
	printf 'pip>=26\n' | $(subst pyproject.toml,-,$(LOCK)) --output-file requirements-pip.lock

# The stamps say which lock is installed: a second start installs nothing.
$(VENV)/.installed: $(VENV)/.locked pyproject.toml
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.locked-dev pyproject.toml
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.locked: requirements.lock | $(BIN)/python
	@test $(VENV)/.locked-dev -nt requirements.lock || \
		$(PIP) install --quiet --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.locked-dev: requirements-dev.lock | $(BIN)/python
	@$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Klankbord needs Python 3.11 or newer." >&2; exit 1; }
	@echo "Making $(VENV) and installing what the lock file names; this takes a minute or two."
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Python's venv module does not work here; on Debian: apt install python3-venv" >&2; exit 1; }
	@# Older pips cannot pair a pinned package with another's wish for an extra of it.
	@$(PIP) install --quiet --require-hashes -r requirements-pip.lock || { rm -rf $(VENV); exit 1; }

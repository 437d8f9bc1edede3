# What a person does with a clone. Needs Python >= 3.11 and make; everything else goes into .venv/.
# PYTHON=/path/to/python3 chooses the Python that .venv/ is made with; otherwise the newest that is found.
BIN := .venv/bin
PARAMETERS ?= parameters/simulated.yaml

# Compiled files halve the time of every start: a shell that switches them off is not obeyed here.
unexport PYTHONDONTWRITEBYTECODE
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help setup run test whole lab format lock clean crashes faults least

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

setup: .venv/.runtime ## set up .venv/ and nothing else

run: .venv/.runtime ## run the whole runbook on the simulated AWS, without a person
	@$(BIN)/c9lib run -f $(PARAMETERS)

test: .venv/.dev ## pass every test, of like cases a share; linters and the type checker are among them
	@$(BIN)/python -m pytest --numprocesses logical --maxprocesses 8 --dist loadfile --no-loadscope-reorder $(PYTEST)

whole: .venv/.dev ## the same with every case of every test: an hour on 2 cores
	@C9LIB_WHOLE=1 $(MAKE) --no-print-directory test

# Hours, half an hour, and minutes: `make test` does a sample of each. ARGUMENTS="--only nat-api --writes-only" makes it shorter.
crashes: .venv/.dev ## kill runs and tear-downs at every call, and go on with each
	@$(BIN)/python -m tests.faults.signals
	@$(BIN)/python -m tests.faults.everywhere $(ARGUMENTS)

faults: .venv/.dev ## 200 runs under faults of AWS at random
	@$(BIN)/python -m tests.faults.random_faults $(ARGUMENTS)

least: .venv/.dev ## take each statement of each least policy out once, and see the run fail for it
	@C9LIB_WHOLE=1 $(BIN)/python -m pytest --numprocesses logical tests/least

# Nothing leaves this machine: no news, no look for updates, no list of extensions. JupyterLab refuses to run as root unless told
# so; in a container root is who one is, and it listens on 127.0.0.1 with a token only.
lab: .venv/.runtime ## open JupyterLab on the notebooks, on 127.0.0.1
	@JUPYTER_CONFIG_PATH=$(CURDIR)/.jupyter $(BIN)/jupyter lab --ip=127.0.0.1 --notebook-dir=notebooks --LabApp.news_url=None \
	  --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate --LabApp.extension_manager=readonly \
	  $$(test "$$(id -u)" -ne 0 || echo --allow-root) $(LAB)

format: .venv/.dev ## let ruff format the code and mend what it can
	@$(BIN)/ruff format && $(BIN)/ruff check --fix

# Pins are compiled for every platform and Python from 3.11; development first, because awscli dictates botocore's version.
LOCK := $(BIN)/uv pip compile pyproject.toml --group build --universal --python-version 3.11 --no-emit-index-url --no-header --no-annotate --quiet
lock: .venv/.dev ## renew the pins of requirements*.txt from pyproject.toml
	@$(LOCK) --upgrade --extra dev -o requirements-dev.txt
	@$(LOCK) --upgrade -c requirements-dev.txt -o requirements.txt

clean: ## remove .venv/ and caches; runs/ stays, it is evidence
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find c9lib tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp each, which .ci/setup makes, so that set-up happens only when what it installs has changed. What development needs
# contains what a run needs.
.venv/.runtime: requirements.txt pyproject.toml .ci/setup
	@.ci/setup requirements.txt

.venv/.dev: requirements-dev.txt pyproject.toml .ci/setup
	@.ci/setup requirements-dev.txt

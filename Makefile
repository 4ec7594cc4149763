# Everything a person does with this checkout. Needs Python 3.11 or newer, git and make; the rest is fetched into it.

PY = .venv/bin/python
RUN = scripts/bootstrap.sh run
DEV = scripts/bootstrap.sh dev

.PHONY: help run test bench check format lock messages pages clean clean-all

help:
	@echo 'make run        the demo clinic at http://127.0.0.1:8000 (PORT, STEPWELL_HOME, DATABASE_URL are honored)'
	@echo 'make test       every test, browser stories included; ARGS="tests/chart -k dose" for some of them'
	@echo 'make bench      what we claim about speed; ONE=simulate ARGS="--patients 60 --weeks 8" for one of them, smaller'
	@echo 'make check      lint, format, types, migrations, templates, styles'
	@echo 'make format     put code in the project'\''s format'
	@echo 'make messages   gather the words for translation and compile the Spanish'
	@echo 'make pages      write the pages of docs/ that are made from the code'
	@echo 'make lock       lock versions anew from pyproject.toml'
	@echo 'make clean      remove what was installed and cached; the demo'\''s data in .stepwell stay'
	@echo 'make clean-all  and remove the demo'\''s data'

run:
	@$(RUN)
	@exec $(PY) -m stepwell demo

test:
	@$(DEV)
	@scripts/browser.sh
	@$(PY) -m pytest $(ARGS)

bench:
	@$(RUN)
	@for each in bench/$(or $(ONE),*).py; do echo "$$each"; PYTHONPATH=src:tests $(PY) $$each $(ARGS) || exit 1; done

check:
	@$(DEV)
	@$(PY) -m ruff check --quiet
	@$(PY) -m ruff format --check --quiet || { echo 'Not in the format: run make format.'; exit 1; }
	@$(PY) -m mypy --no-error-summary
	@$(PY) -W ignore::RuntimeWarning -m stepwell manage makemigrations --check --dry-run
	@$(PY) scripts/check_templates.py
	@$(PY) -m stepwell.doors.kit.build_css --check
	@$(PY) scripts/states.py --check
	@echo 'All checks passed.'

format:
	@$(DEV)
	@$(PY) -m ruff check --quiet --fix --exit-zero
	@$(PY) -m ruff format

messages:
	@$(DEV)
	@scripts/messages.sh

pages:
	@$(DEV)
	@$(PY) scripts/states.py

lock:
	@$(DEV)
	@if command -v uv >/dev/null; then uv lock; else .tools/uv/bin/uv lock; fi

clean:
	@rm -rf .venv .tools .pytest_cache .mypy_cache .ruff_cache .hypothesis test-output dist
	@find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo 'Removed what was installed and cached. The demo'\''s data in .stepwell stay (make clean-all removes them too).'

clean-all: clean
	@rm -rf .stepwell
	@echo 'Removed the demo'\''s data.'

# Everything a developer needs; `python3 embedded/bootstrap.py` prepares the checkout, then `python -m embedded` does it.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=

EMBEDDED = @$(PYTHON) embedded/bootstrap.py
.PHONY: run manage test chaos coverage check smoke bench messages lock clean
.DEFAULT_GOAL := run

run:
	$(EMBEDDED) run --port=$(PORT)

manage:
	$(EMBEDDED) manage $(ARGS)

test:
	$(EMBEDDED) test $(ARGS)

# The races and long stories of the suite at their whole size (tests/sizes.py): half an hour and more.
chaos:
	$(EMBEDDED) chaos $(ARGS)

# The whole suite, measured: the branches that it takes, and whether they are enough (embedded/coverage.py).
coverage:
	$(EMBEDDED) coverage $(ARGS)

# All of it, or some: make check ARGS="style format".
check:
	$(EMBEDDED) check $(ARGS)

smoke:
	$(EMBEDDED) smoke

# Papers, look-ups among a million companies, and pretix beside us; see bench/README.md.
bench:
	$(EMBEDDED) bench $(ARGS)

# Collects new texts into locale/, to be translated.
messages:
	$(EMBEDDED) messages

# Resolves requirements*.in anew; universal, with hashes, and without the names of hosts.
lock:
	$(EMBEDDED) lock

# Forgets the embedded database, the files and the virtual environment.
clean:
	@if [ -e var/lock ] && ! flock --nonblock var/lock true; then echo "The portal is running: end it first."; exit 1; fi
	rm -rf var .venv .mypy_cache .ruff_cache .import_linter_cache locale/*/LC_MESSAGES/*.mo

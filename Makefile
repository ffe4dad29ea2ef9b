# Every command is in dev.py, which also runs where there is no make: py dev.py demo
PYTHON ?= python3
ARGS ?=
COMMANDS := help setup demo test lint types check bench mutants bundle docs pictures libreoffice wine clean

.DEFAULT_GOAL := help
.PHONY: $(COMMANDS)
# Two commands at once would make the same environment twice.
.NOTPARALLEL:

$(COMMANDS):
	@$(PYTHON) dev.py $@ $(ARGS)

# EHCP Desk. `make` alone lists what there is; the work is in .ci/steps.py, which needs only Python.
ifeq ($(OS),Windows_NT)
PYTHON ?= py -3
else
PYTHON ?= python3
endif
STEPS := $(PYTHON) .ci/steps.py

.PHONY: help env demo test lint unit e2e frozen bench national scale soak crash screenshots pictures guide axe mutation fuzz properties deb wheels lock sbom audit format clean

help: ## show this list
	@$(STEPS) help
env: ## create .venv with everything the desk and its tests need
	@$(STEPS) env
demo: ## build the fictional authority and open the desk on it
	@$(STEPS) demo
test: ## lint, types, imports, unit, property, Qt, PostgreSQL, end to end, frozen: the whole suite
	@$(STEPS) test
lint: ## lint, spelling, types and import contracts only
	@$(STEPS) lint
unit: ## every test but end to end and frozen
	@$(STEPS) unit
e2e: ## the real window under a virtual display
	@$(STEPS) e2e
frozen: ## freeze the program and run its doctor from an empty folder
	@$(STEPS) frozen
bench: ## measure speed as ratios; writes bench.json
	@$(STEPS) bench
national: ## due dates and states of 640,000 fictional cases, on one core and on two: make national CASES=N
	@$(STEPS) national $(CASES)
scale: ## what people do all day at each size, as a file and on a server, and how it grows: make scale SIZES="20000 200000"
	@$(STEPS) scale $(SIZES)
soak: ## many desks at once on a private server: make soak MINUTES=60 DESKS=50 CASES=25000 CONFLICTS=10000 RACING=60
	@$(STEPS) soak "$(MINUTES)" "$(DESKS)" "$(CASES)" "$(CONFLICTS)" "$(RACING)"
crash: ## kill every act of the desk and cut its power: make crash RUNS=60 SEED=anything
	@$(STEPS) crash "$(RUNS)" "$(SEED)"
screenshots: ## render every page and dialog to PNG: make screenshots OUT=DIR
	@$(STEPS) screenshots $(OUT)
pictures: ## draw the kept pictures of every page and dialog again (tests/data/pictures): look at them, then commit them
	@$(STEPS) pictures
guide: ## the user guide with its pictures, made by driving the desk: build/guide/guide.html and guide.pdf
	@$(STEPS) guide
axe: ## check the web twin of every paper and the guide with axe-core in Chromium (installs it into build/axe)
	@$(STEPS) axe
mutation: ## mutation testing of the clock (long)
	@$(STEPS) mutation
fuzz: ## bend case histories for five minutes: make fuzz MINUTES=5 SEED=anything
	@$(STEPS) fuzz "$(MINUTES)" "$(SEED)"
properties: ## every property test with many times its examples, at random: make properties TIMES=20
	@$(STEPS) properties "$(TIMES)"
deb: ## a Debian package from the frozen folder, installed and asked for its doctor
	@$(STEPS) deb
wheels: ## see that every locked package has a Windows wheel
	@$(STEPS) wheels
lock: ## write the digests of requirements.lock again, for Linux and Windows
	@$(STEPS) lock
sbom: ## what the desk is made of: build/sbom.json and build/licences.md
	@$(STEPS) sbom
audit: ## ask the public list of known faults about the locked packages
	@$(STEPS) audit
format: ## format the code
	@$(STEPS) format
clean: ## remove what the steps made, the environment too
	@$(STEPS) clean

# Every target is one line of help: `make help`.
SHELL := /bin/bash
MVN := bin/mvn
.DEFAULT_GOAL := help

.PHONY: help build demo test format clean

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

build: ## compile, check and package everything, without the tests
	@QUIET=1 $(MVN) -DskipTests package

demo: build ## the main job, visibly: simulator, embedded PostgreSQL, a reorg and a kill -9
	@bin/ampsync demo $(ARGS)

test: ## all tests and all checks
	@$(MVN) verify

format: ## format every source file
	@$(MVN) -q spotless:apply

clean: ## remove what was built
	@$(MVN) -q clean && rm -rf build

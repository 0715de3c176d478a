# Every target is one line of help: `make help`.
SHELL := /bin/bash
MVN := bin/mvn
.DEFAULT_GOAL := help

.PHONY: help build demo test torture torture-kill torture-failover torture-writers fuzz fuzz-guided bench bench-quick images e2e e2e-gitops scale format clean

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

build: ## compile, check and package everything, without the tests
	@QUIET=1 $(MVN) -DskipTests package && bin/aot

demo: build ## the main job, visibly: simulator, embedded PostgreSQL, a reorg and a kill -9
	@bin/ampsync demo $(ARGS)

test: ## all tests and all checks
	@bin/test

torture: ## seeded histories of crashes, faults and reorgs: SEEDS=1..10000
	@bin/torture "$(or $(SEEDS),1..1000)"

torture-kill: build ## real processes, SIGKILLs and reorgs in every era: SEEDS=1..3 KILLS=50
	@bin/torture-kill "$(or $(SEEDS),1..1)" "$(or $(KILLS),50)"

torture-failover: ## a primary that dies and a standby without its newest commits: FAILOVERS=200 SEED=1
	@bin/torture-rounds FailoverIT failovers=$(or $(FAILOVERS),200) seed=$(or $(SEED),1)

torture-writers: ## two writers of one sync, partitioned, stopped, started at once: ROUNDS=1000 SEED=1
	@bin/torture-rounds WritersIT,StandstillIT rounds=$(or $(ROUNDS),1000) seed=$(or $(SEED),1)

fuzz: ## damaged input for every parser: INPUTS=1000000 SEED=1
	@bin/fuzz "$(or $(INPUTS),1000000)" "$(or $(SEED),1)"

fuzz-guided: ## the same parsers with inputs that Jazzer chooses by coverage: INPUTS=20000 each, SEED=1
	@bin/fuzz-guided "$(or $(INPUTS),20000)" "$(or $(SEED),1)"

bench: build ## every figure of docs/performance.md, or ONLY=e2e,start; DSN=postgresql://… for a running server
	@bin/bench run $(if $(ONLY),--only=$(ONLY)) $(if $(DSN),--dsn=$(DSN)) $(ARGS)

bench-quick: build ## a look at the main figures in less than two minutes
	@bin/bench run --quick $(if $(DSN),--dsn=$(DSN)) $(ARGS)

images: build ## build/images/*.tar without a container engine: BASE_IMAGE=REF or tar:///PATH
	@bin/images

e2e: ## the real thing on the cluster that KUBECONFIG names, which has the images already
	@bin/e2e

e2e-gitops: ## Argo CD and Flux on that cluster, which read the git repository GITOPS_REPO_URL
	@bin/e2e gitops

scale: ## 1,000 AmpSyncs on that API server, which needs no nodes: IDLE=600
	@bin/e2e scale

format: ## format every source file
	@$(MVN) -q spotless:apply

clean: ## remove what was built
	@$(MVN) -q clean && rm -rf build

# Accord: everything from a bare Python 3.11+ with pip and make; nothing is installed outside this
# folder. 合议：只需 Python 3.11+、pip 和 make，一切都装在本目录之内。
# uv makes the environment and the lock; pip installs, so that your pip settings and mirrors count.

PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	$$p -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo $$p; break; }; done)
TOOLS := .tools
UV := $(TOOLS)/bin/uv
BIN := .venv/bin
MADE := .venv/made
LOCKED := .venv/lock.installed
READY := .venv/project.installed
LOCAL := .venv/local.installed
BROWSER := .venv/browser.sought
MUTMUT := $(TOOLS)/mutation
ARGS ?=
# `--llm local` asks for the model on this machine, and so for what serves it.
ASKED := $(if $(findstring --llm local,$(ARGS))$(findstring --llm=local,$(ARGS)),$(LOCAL))

# What setup says goes to stderr: `make demo ARGS=--json` prints one document, also the first time.

# A person's pip may be told to install for the user, or only inside environments: not here.
export PIP_USER := 0
export PIP_REQUIRE_VIRTUALENV := 0
export PIP_DISABLE_PIP_VERSION_CHECK := 1

LOCK := $(UV) pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-header --no-annotate --python-version 3.11 --quiet

.DELETE_ON_ERROR:
.DEFAULT_GOAL := setup
.PHONY: setup local demo check test postgresql soak guards mutation model lock clean

setup: $(READY)  ## install everything · 安装

local: $(LOCAL)  ## what runs a model on this machine (the extra `local`) · 安装本机模型运行环境

demo: $(READY) $(ASKED)  ## the whole story on two organisations · 演示
	@$(BIN)/accord demo $(ARGS)

check: $(READY)  ## style, types, and which way imports point · 检查
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check $(BROWSER)  ## check and all tests but the long loops · 测试
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile $(ARGS)

postgresql: $(READY) $(BROWSER)  ## the tests of workflows, API and attacks, on PostgreSQL · 在 PostgreSQL 上测试
	ACCORD_TEST_STORE=postgresql $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile \
		tests/workflows tests/api tests/attacks tests/ui $(ARGS)

soak: $(READY)  ## the long loops · 长时间反复测试
	$(BIN)/python -m pytest -m soak $(ARGS)

guards: $(READY)  ## take each guard of the decision core away and see which test fails · 逐条验证规则
	$(BIN)/python -m tests.guards $(ARGS)

mutation: $(READY) $(MUTMUT)/made  ## change the rules everywhere and see what no test finds out · 变异测试
	@nice -n 10 $(BIN)/python -m tests.mutation $(ARGS)

model: $(LOCAL)  ## the tests with the model on this machine · 用本机模型测试
	$(BIN)/python -m pytest -m model $(ARGS)

lock: $(UV)  ## resolve again, without any address in the file · 重新锁定依赖
	$(LOCK) --extra dev --upgrade pyproject.toml requirements.in --output-file requirements.lock
	$(PYTHON) -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"] \
		["optional-dependencies"]["local"], sep="\n")' \
		| $(LOCK) --upgrade --constraints requirements.lock - --output-file requirements-local.lock

clean:  ## remove what setup made · 清除安装
	rm -rf .venv $(TOOLS) mutants .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(UV):
	@test -n "$(PYTHON)" || { \
		echo "Accord needs Python 3.11 or newer with pip · 需要带 pip 的 Python 3.11 或更高版本" >&2; \
		exit 2; }
	@echo "getting uv · 获取 uv" >&2; rm -rf $(TOOLS)
	@$(PYTHON) -m pip install --quiet --target $(TOOLS) uv >&2
	@test -x $@ && touch $@

# Seeding asks the public index. Where only pip's own mirror can be reached, pip seeds itself.
$(MADE): $(UV)
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
		set -e; rm -rf .venv; \
		python="$$($(PYTHON) -c 'import sys; print(sys.executable)')"; \
		echo "making .venv with $$python · 创建 .venv" >&2; \
		$(UV) venv --quiet --no-project --python "$$python" --seed .venv || { \
			rm -rf .venv; \
			$(UV) venv --quiet --no-project --python "$$python" .venv; \
			$(PYTHON) -m pip --python $(BIN)/python install --quiet pip; }; }
	@touch $@

$(LOCKED): $(MADE) requirements.lock
	@echo "installing requirements.lock · 安装依赖" >&2
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock >&2
	@touch $@

$(READY): $(LOCKED) pyproject.toml
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable . >&2
	@touch $@

# For the tests of the Temporal UI; where none can be had they are skipped, and .ci/run fails.
$(BROWSER): $(READY)
	@$(BIN)/python -m tests.ui.chromium
	@touch $@

# Beside .venv, not in it: only `make mutation` needs it, so it is not in the lock.
$(MUTMUT)/made: | $(READY)
	@echo "getting mutmut · 获取 mutmut" >&2; rm -rf $(MUTMUT)
	@$(BIN)/python -m pip install --quiet --target $(MUTMUT) "mutmut>=3.8.1,<4" >&2
	@touch $@

$(LOCAL): $(READY) requirements-local.lock
	@echo "installing requirements-local.lock · 安装本机模型运行环境" >&2
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-local.lock >&2
	@touch $@

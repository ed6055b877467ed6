# Two commands are enough on a fresh machine: `make run` and `make test`.
.DEFAULT_GOAL := help
.PHONY: help set-up run test train evaluate check scenario-new scenario-check scenario-graph

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 18

set-up: ## The environment: uv, Python 3.10, .venv (everything below does it first)
	@deploy/set-up

run: set-up ## Train if needed, then serve: Telegram with TELEGRAM_BOT_TOKEN, the chat page always
	@.venv/bin/vigie train --if-stale
	@exec .venv/bin/vigie run

test: set-up ## All tests, linters and types
	@.venv/bin/vigie train --if-stale
	@exec deploy/run-tests

train: set-up ## Train the model anew
	@exec .venv/bin/vigie train

evaluate: set-up ## Measure the model on messages written apart, and beside baselines (an hour): a table here, a page under results/
	@.venv/bin/vigie train --if-stale
	@exec .venv/bin/vigie evaluate --voices --baselines

check: set-up ## Linters and types only
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

scenario-new: set-up ## Begin a scene: a worked skeleton in content/drafts/ (ID=my_scene)
	@.venv/bin/vigie scenario-new $(ID)

scenario-check: set-up ## Check scenes: all, or ID=my_scene
	@.venv/bin/vigie scenario-check $(ID)

scenario-graph: set-up ## Draw scenes as PNG, SVG and Mermaid under results/graphs (all, or ID=my_scene)
	@.venv/bin/vigie scenario-graph $(ID)

# oslab: make run test lint bench conformance install clean (and docs: docs/language.md and docs/lessons.md from the registries)
#
# Every target first installs the system packages below that are missing, if it may (as root, or with sudo that asks
# no password); otherwise it says what to type, and stops. What is done is said on standard error, so that
# the output of `make run` is oslab's alone.

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift

# The one list of system packages (Debian's names): line editing, the database, Markdown.
PACKAGES := libedit-dev libsqlite3-dev libcmark-gfm-dev libcmark-gfm-extensions-dev

# One binary that needs no Swift on the machine where it runs.
RELEASE := -c release --static-swift-stdlib
BINARY = $(shell $(SWIFT) build $(RELEASE) --show-bin-path)
SOURCES := Sources Tests Benchmarks Conformance Package.swift

.PHONY: run test lint bench conformance install clean docs packages
.NOTPARALLEL:

# Lines on standard input are run, and that is all; so nothing before the program may read them.
run: packages
	@echo "==> Building oslab" >&2
	@$(SWIFT) build $(RELEASE) --product oslab </dev/null >&2
	@"$(BINARY)/oslab"

test: packages
	@echo "==> Building everything" >&2
	@$(SWIFT) build --build-tests </dev/null
	@echo "==> Running all tests" >&2
	@$(SWIFT) test --skip-build </dev/null

lint: packages
	@echo "==> Checking the format of all sources" >&2
	@$(SWIFT) format lint --strict -r $(wildcard $(SOURCES)) </dev/null

bench: packages
	@echo "==> Building the benchmark and oslab" >&2
	@$(SWIFT) build $(RELEASE) --product oslab </dev/null >&2
	@$(SWIFT) build $(RELEASE) --product oslab-bench </dev/null >&2
	@"$(BINARY)/oslab-bench"

# Needs the RISC-V toolchain and qemu-user besides, and says so where they are missing.
conformance: packages
	@echo "==> Building what compares oslab with the RISC-V toolchain and QEMU" >&2
	@$(SWIFT) build $(RELEASE) --product oslab-conformance </dev/null >&2
	@"$(BINARY)/oslab-conformance"

install: packages
	@echo "==> Building oslab" >&2
	@$(SWIFT) build $(RELEASE) --product oslab </dev/null >&2
	@echo "==> Installing oslab to $(DESTDIR)$(PREFIX)" >&2
	@BINARY="$(BINARY)/oslab" SHARE="$(DESTDIR)$(PREFIX)/share" && set -e && \
	install -D -m 755 -s "$$BINARY" "$(DESTDIR)$(PREFIX)/bin/oslab" && \
	install -d "$$SHARE/oslab/lessons" && \
	install -m 644 lessons/*.md "$$SHARE/oslab/lessons" && \
	install -D -m 644 docs/oslab.1 "$$SHARE/man/man1/oslab.1" && \
	install -d "$$SHARE/bash-completion/completions" "$$SHARE/zsh/site-functions" \
	  "$$SHARE/fish/vendor_completions.d" && \
	"$$BINARY" --generate-completion-script bash >"$$SHARE/bash-completion/completions/oslab" && \
	"$$BINARY" --generate-completion-script zsh >"$$SHARE/zsh/site-functions/_oslab" && \
	"$$BINARY" --generate-completion-script fish >"$$SHARE/fish/vendor_completions.d/oslab.fish"

docs: packages
	@$(SWIFT) build --product oslab </dev/null >&2
	@"$$($(SWIFT) build --show-bin-path)/oslab" topics --markdown >docs/language.md
	@"$$($(SWIFT) build --show-bin-path)/oslab" topics lessons --markdown >docs/lessons.md

clean:
	@echo "==> Removing what was built" >&2
	@rm -rf .build

packages:
	@.ci/packages $(PACKAGES) </dev/null >&2

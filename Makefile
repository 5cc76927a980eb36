# SPDX-License-Identifier: Apache-2.0
# The entry points: each sets up what is missing, builds what it needs, and runs it.

JOBS ?= 2
FUZZ_SECONDS ?= 60

.PHONY: help setup build demo test asan tsan fuzz bench docs package clean

help:
	@echo 'make demo     set up, build, and classify pictures of handwritten digits in a WebAssembly guest'
	@echo 'make test     set up, build, run all tests; BACKENDS=all: also with TensorFlow and PyTorch;'
	@echo '              GUESTS=all: also with guests in JavaScript and Python'
	@echo 'make bench    set up, build, compare inference through WebAssembly with native inference'
	@echo 'make asan     tests under AddressSanitizer and UndefinedBehaviorSanitizer'
	@echo 'make tsan     tests below the engine under ThreadSanitizer'
	@echo 'make fuzz     fuzz the guest ABI for FUZZ_SECONDS=$(FUZZ_SECONDS)'
	@echo 'make docs     the documentation as a site in build/docs-site/html'
	@echo 'make package  Debian packages and an archive in build/release/packages; BACKENDS=all as above'
	@echo 'make setup    only install and fetch what building needs'
	@echo 'make build    set up and build the preset release'
	@echo 'make clean    remove build/ (what was fetched stays in the cache outside the tree)'

setup:
	@tools/setup $(if $(filter all,$(BACKENDS)),--all-backends) $(if $(filter all,$(GUESTS)),--all-guests)

build: setup
	@tools/build release

demo:
	@tools/setup --demo
	@tools/build release wasinn wasinn_onnxruntime guest_classify
	@examples/digits/demo

test: build
	@ctest --test-dir build/release --output-on-failure -j$(JOBS)

bench: build
	@bench/run

docs:
	@docs/tools/site build/docs-site

asan tsan: setup
	@tools/build $@
	@ctest --preset $@ -j$(JOBS)

fuzz: setup
	@cmake --preset fuzz -DWASINN_FUZZ_SECONDS=$(FUZZ_SECONDS) >/dev/null
	@tools/build fuzz fuzzers
	@ctest --preset fuzz

package: setup
	@tools/build release installed
	@cpack --config build/release/CPackConfig.cmake

clean:
	rm -rf build

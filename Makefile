# Florin: `make` says what there is.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# The first JDK 25 that is to be found: JAVA_HOME if it is one, else where systems and people put JDKs.
is_jdk = [ -x "$$jdk/bin/javac" ] && grep -qs '^JAVA_VERSION="25[."]' "$$jdk/release"
JDK := $(shell for jdk in "$${JAVA_HOME:-}" /usr/lib/jvm/*25* /usr/lib/jvm/default-java /usr/local/lib/jvm/*25* /opt/*jdk*25* /opt/java/* \
	/Library/Java/JavaVirtualMachines/*25*/Contents/Home "$$HOME"/Library/Java/JavaVirtualMachines/*25*/Contents/Home \
	/opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home /opt/homebrew/opt/openjdk/libexec/openjdk.jdk/Contents/Home \
	"$$HOME"/.sdkman/candidates/java/25* "$$HOME"/.jdks/*25* "$$HOME"/.local/share/mise/installs/java/*25* "$$HOME"/.asdf/installs/java/*25*; \
	do if $(is_jdk); then echo "$$jdk"; break; fi; done)
export JAVA_HOME := $(JDK)

# Maven 3.8's own libraries use what JDK 25 warns about. .mvn/jvm.config leaves the optimising compiler out: a build is over before it pays,
# and takes half of the CPU without it.
export MAVEN_OPTS := --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED $(MAVEN_OPTS)
# The services are built beside each other, one module per core, and tested three to two cores: much of a test is waiting.
MVN := mvn -B -ntp -T 1C
MVN_TEST := mvn -B -ntp -T 1.5C
JAVA := "$(JDK)/bin/java" --sun-misc-unsafe-memory-access=allow

SERVICES := wallet-service escrow-service refund-service notification-service
WEB := $(wildcard */src/main/webui/package.json */client/package.json)
comma := ,
space := $(subst ,, )
modules = $(subst $(space),$(comma),$(strip $(1)))

# Options of the launcher, see `make up ARGS=--help`.
ARGS :=

.PHONY: help
help: ## what there is
	@echo "Usage: make <target>"
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 14

.PHONY: up
up: target/up.stamp ## build what changed, start everything on http://127.0.0.1:8080, stop it with Ctrl-C
	@exec $(JAVA) -jar deploy/local/target/florin-local.jar $(ARGS)

.PHONY: demo
demo: tools ## play a scenario against the running system (make up) and show each call and frame
	@[ -f deploy/local/target/florin-local.jar ] || { echo "Nothing is built yet: run make up first, in another terminal."; exit 1; } >&2
	@exec $(JAVA) -cp deploy/local/target/florin-local.jar dev.florin.local.Demo $(ARGS)

.PHONY: test
test: tools ## everything that proves the product, the packaged system included
	$(MVN_TEST) verify -Pautobahn

.PHONY: test-fast
test-fast: tools ## the quick tests only, of the modules only
	$(MVN_TEST) test -DexcludedGroups=slow -pl '!deploy/system-test,!deploy/benchmark'

.PHONY: bench
bench: tools ## measure the packaged system on this machine; see deploy/benchmark/RESULTS.md
	$(MVN) -q -DskipTests package -pl deploy/benchmark,$(call modules,$(SERVICES)) -am
	@exec $(JAVA) -jar deploy/benchmark/target/florin-benchmark.jar $(ARGS)

.PHONY: images
images: tools ## build the services' images, with Docker or Podman; JIB=1 needs neither (deploy/images/build.sh says more)
	@deploy/images/build.sh

.PHONY: native
native: tools ## build native executables with a GraalVM 25 or Docker, and run the system tests against them
	@deploy/images/native.sh

.PHONY: fast-start
fast-start: target/up.stamp ## let make up start in half the time from now on: run everything once to learn from it
	@exec $(JAVA) -cp deploy/local/target/florin-local.jar dev.florin.local.Training

.PHONY: format
format: tools ## bring all sources into their form, and deploy/CONFIGURATION.md up to date with them
	$(MVN) -q spotless:apply
	$(JAVA) deploy/reference/src/main/java/dev/florin/reference/Main.java

.PHONY: clean
clean: tools ## remove what was built; the data in .florin stays
	$(MVN) -q clean
	rm -rf target

# Packaged anew when a source is newer, or was removed (then its folder is newer).
SOURCES := pom.xml .mvn common deploy/local $(SERVICES)
CHANGED := $(shell [ -f target/up.stamp ] && find $(SOURCES) \( -name target -o -name node_modules -o -path '*/src/test' \) -prune \
	-o \( -type f -o -path '*/src/*' \) -newer target/up.stamp -print -quit; for s in $(SERVICES); do [ -f $$s/target/quarkus-app/quarkus-run.jar ] || echo $$s; done)

target/up.stamp: $(if $(CHANGED),force) | tools
	@echo "Building (the first time takes a few minutes) ..."
	@mkdir -p target && touch target/up.stamp.new
	@$(MVN) -q -DskipTests package -pl deploy/local,$(call modules,$(SERVICES)) -am
	@mv target/up.stamp.new $@

.PHONY: force
force:

.PHONY: tools
tools:
	@[ -n "$(JDK)" ] || { echo "JDK 25 is missing: get one (sdk install java 25-tem, brew install openjdk@25, apt install temurin-25-jdk," \
		"or adoptium.net), or set JAVA_HOME to where it is."; exit 1; } >&2
	@command -v mvn >/dev/null || { echo "Maven is missing: get 3.8.7 or newer (apt install maven, brew install maven, sdk install maven)."; exit 1; } >&2
	@[ -z "$(WEB)" ] || command -v node >/dev/null || { echo "Node is missing: get 20 or newer (apt install nodejs npm, brew install node, nodejs.org)."; exit 1; } >&2

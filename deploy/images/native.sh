#!/usr/bin/env bash
# What make native does: builds native executables of the services, and runs the system tests against them.
set -euo pipefail
cd "$(dirname "$0")/../.."

graalvm() {
  local home version
  for home in "${GRAALVM_HOME:-}" "${JAVA_HOME:-}" "$(dirname "$(dirname "$(command -v native-image || echo /none/none)")")" \
    "$HOME"/.sdkman/candidates/java/25*-{graal,graalce,mandrel,nik} /opt/*graalvm*25* /usr/lib/jvm/*graalvm*25*; do
    # "native-image 25 2025-09-16", "native-image 25.0.1 2025-10-21"; what follows names builds, in which a 25 says nothing.
    version=$("$home/bin/native-image" --version 2>/dev/null || true)
    if [[ $version =~ ^native-image\ 25([^0-9]|$) ]]; then
      echo "$home"
      return
    fi
  done
}

home=$(graalvm)
if [ -n "$home" ]; then
  echo "Building with $home; ten minutes and 6 GiB of memory, about ..."
  export GRAALVM_HOME=$home
  set --
else
  engine=$(for engine in docker podman; do "$engine" info >/dev/null 2>&1 && { echo "$engine"; break; }; done || true)
  if [ -z "$engine" ]; then
    echo "GraalVM 25 is missing, and neither Docker nor Podman runs, in which it could be had: get one (sdk install java 25-graalce," \
      "or graalvm.org/downloads), and set GRAALVM_HOME to where it is; or start Docker." >&2
    exit 1
  fi
  echo "Building in a container of $engine, since there is no GraalVM 25 (GRAALVM_HOME) ..."
  set -- -Dquarkus.native.container-build=true "-Dquarkus.native.container-runtime=$engine"
fi
exec mvn -B -ntp verify -Dnative -Pimages "$@" -am -pl deploy/system-test -Dtest='dev.florin.systemtest.*IT' \
  -Dsurefire.failIfNoSpecifiedTests=false

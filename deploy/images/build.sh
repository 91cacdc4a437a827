#!/usr/bin/env bash
# What make images does: packages the services with their bills of materials, and builds their images.
#   JIB=1      without Docker: files in target/images, or with PUSH straight into a registry
#   NATIVE=1   the native executables that make native left
#   PUSH       where to: registry.example.org/florin
#   PLATFORMS  linux/amd64,linux/arm64 (more than one: with PUSH only)
#   BASE       another base image
set -euo pipefail
cd "$(dirname "$0")/../.."

services="wallet-service:8081 escrow-service:8082 refund-service:8083 notification-service:8084"
version=$(sed -n 's:^  <version>\(.*\)</version>:\1:p' pom.xml | head -1)
revision=$(git rev-parse HEAD 2>/dev/null || echo unknown)
created=$(git log -1 --format=%ct 2>/dev/null || date +%s)
prefix=${PUSH:-florin}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

engine() {
  local engine
  for engine in docker podman; do
    if command -v "$engine" >/dev/null && "$engine" info >/dev/null 2>&1; then echo "$engine"; return; fi
  done
}

package() {
  echo "Packaging the services ..."
  mvn -B -ntp -q -DskipTests -Pimages package -am -pl "deploy/images,deploy/local"
}

with_jib() {
  package
  if [ -n "${PUSH:-}" ]; then
    set -- "$PUSH" --push
  else
    mkdir -p target/images
    set -- target/images
  fi
  "$java" -jar deploy/images/target/florin-images.jar "$version" "$revision" "$created" \
    "${BASE:-eclipse-temurin:25-jre}" "${PLATFORMS:-linux/amd64}" "$@"
}

with_engine() {
  local engine=$1 kind=jvm suffix="" service name
  if [ -n "${NATIVE:-}" ]; then
    kind=native suffix=-native
    ls ./*/target/*-runner >/dev/null 2>&1 || { echo "There are no native executables: run make native first." >&2; exit 1; }
  else
    package
  fi
  set -- -f "deploy/images/Dockerfile.$kind" --build-arg "VERSION=$version" --build-arg "REVISION=$revision" \
    --build-arg "CREATED=$(date -u -d "@$created" +%FT%TZ 2>/dev/null || date -u -r "$created" +%FT%TZ)" ${BASE:+--build-arg "BASE=$BASE"}
  for service in $services; do
    name="$prefix/${service%:*}:$version$suffix"
    echo "Building $name ..."
    if [ -n "${PUSH:-}" ] && [ "$engine" = docker ]; then
      docker buildx build --platform "${PLATFORMS:-linux/amd64}" --push "$@" \
        --build-arg "SERVICE=${service%:*}" --build-arg "PORT=${service#*:}" -t "$name" .
    elif [ -n "${PUSH:-}" ]; then
      podman build --platform "${PLATFORMS:-linux/amd64}" --manifest "$name" "$@" \
        --build-arg "SERVICE=${service%:*}" --build-arg "PORT=${service#*:}" .
      podman manifest push --all "$name"
    else
      "$engine" build ${PLATFORMS:+--platform "$PLATFORMS"} "$@" \
        --build-arg "SERVICE=${service%:*}" --build-arg "PORT=${service#*:}" -t "$name" .
    fi
  done
}

if [ -n "${JIB:-}" ]; then
  with_jib
  exit
fi
engine=$(engine)
if [ -z "$engine" ]; then
  echo "Neither Docker nor Podman runs here. Start one of them (docs.docker.com/engine/install, podman.io/docs/installation)," \
    "or have the images written to files, or pushed, without: make images JIB=1" >&2
  exit 1
fi
with_engine "$engine"

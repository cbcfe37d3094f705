# SPDX-FileCopyrightText: The Bindscope authors
# SPDX-License-Identifier: EPL-2.0
# shellcheck shell=sh
#
# Finds what the two scripts of this folder need and builds the product. Sourced, never run.
# Each need_* function installs what is missing when it runs as root on Debian or Ubuntu and says
# so; elsewhere it prints the exact line to run and ends the script.

root=$(cd "$(dirname "$0")/.." && pwd -P)
cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/bindscope
product=$root/releng/product/target/products/org.bindscope.product/linux/gtk/x86_64/bindscope

say() {
    printf 'bindscope: %s\n' "$*" >&2
}

fail() {
    say "$*"
    exit 2
}

# can_install: whether packages can be installed without asking anybody.
can_install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1
}

# install PURPOSE PACKAGE...: installs, or says how and fails.
install() {
    purpose=$1
    shift
    if ! can_install; then
        if command -v apt-get >/dev/null 2>&1; then
            fail "$purpose is missing. Run: sudo apt-get install $*"
        fi
        fail "$purpose is missing. Install what your system calls the Debian packages: $*"
    fi
    say "installing $* ($purpose)"
    if [ -z "${lists_updated:-}" ]; then
        apt-get update -qq >/dev/null || fail "apt-get update failed, so $purpose cannot be installed"
        lists_updated=yes
    fi
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null ||
        fail "apt-get could not install $*"
}

# java_version BINARY: prints the feature number of a java or javac, nothing when it does not run.
java_version() {
    "$1" -version 2>&1 | sed -n 's/^[^0-9]*\([0-9][0-9]*\)[."].*/\1/p; s/^javac \([0-9][0-9]*\).*/\1/p' | head -n 1
}

# find_jdk: sets JAVA_HOME to a JDK 17 or newer; 17 is preferred because the product promises it.
find_jdk() {
    best=
    for candidate in "${JAVA_HOME:-}" \
        "$(dirname "$(dirname "$(readlink -f "$(command -v javac 2>/dev/null || echo /nowhere/bin/javac)")")")" \
        /usr/lib/jvm/*; do
        [ -n "$candidate" ] && [ -x "$candidate/bin/javac" ] || continue
        version=$(java_version "$candidate/bin/javac")
        [ -n "$version" ] && [ "$version" -ge 17 ] || continue
        best=$candidate
        break
    done
    [ -n "$best" ] || return 1
    JAVA_HOME=$best
    export JAVA_HOME
}

need_jdk() {
    find_jdk && return
    install 'a JDK of version 17 or newer' default-jdk-headless
    find_jdk || fail 'no JDK of version 17 or newer was found: install one and set JAVA_HOME'
}

# maven_is_new VERSION: whether Tycho takes this Maven.
maven_is_new() {
    major=${1%%.*}
    rest=${1#*.}
    minor=${rest%%.*}
    [ "$major" -gt 3 ] || { [ "$major" = 3 ] && [ "$minor" -ge 9 ]; }
}

# need_maven: sets mvn to a Maven that Tycho takes. Tycho wants 3.9; any Maven from 3.6 on can fetch
# that one as an artifact.
need_maven() {
    need_jdk
    command -v mvn >/dev/null 2>&1 || install 'Maven' maven
    version=$(mvn -version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p' | head -n 1)
    [ -n "$version" ] || fail 'mvn -version did not answer'
    if maven_is_new "$version"; then
        mvn=mvn
        return
    fi
    maven_version=3.9.11
    mvn=$cache/apache-maven-$maven_version/bin/mvn
    if [ ! -f "$mvn" ]; then
        say "fetching Maven $maven_version, because Tycho needs it and this machine has $version"
        mkdir -p "$cache"
        # In a folder without a pom: the old Maven must not load Tycho.
        (cd "$cache" && mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack \
            -Dartifact="org.apache.maven:apache-maven:$maven_version:zip:bin" -DoutputDirectory="$cache") >&2 ||
            fail "Maven $maven_version could not be fetched"
    fi
    chmod +x "$mvn"
}

has_gtk() {
    ldconfig -p 2>/dev/null | grep -q 'libgtk-3\.so\.0'
}

need_gtk() {
    # Without an icon theme and its loader GTK ends the program when it draws a dialog; without a font
    # every letter is a box.
    has_gtk || install 'GTK 3' libgtk-3-0 librsvg2-common adwaita-icon-theme fonts-dejavu-core
}

has_display() {
    [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ]
}

# sources: one line for each file that the product is built from.
sources() {
    (cd "$root" && find pom.xml bundles features targetplatform releng/buildtools releng/uiharness releng/product \
        \( -name target -o -name src-gen -o -name '*.tests' -o -name '.*' \) -prune -o -type f -printf '%p %s %T@\n' | sort)
}

# build_product: builds when a source changed since the last build.
build_product() {
    stamp=$root/releng/product/target/built-from
    now=$(sources | cksum)
    if [ -x "$product/bindscope" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ]; then
        return
    fi
    need_maven
    say 'building, because the sources changed (the first build downloads and takes some minutes)'
    log=$root/releng/product/target/build.log
    mkdir -p "$(dirname "$log")"
    if ! (cd "$root" && "$mvn" -B -ntp verify -Dproduct.only -Dproduct.archive.skip=true) >"$log" 2>&1; then
        grep '^\[ERROR\]' "$log" | head -n 20 >&2
        fail "the build failed; the whole log is releng/product/target/build.log"
    fi
    printf '%s\n' "$now" >"$stamp"
}

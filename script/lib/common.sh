# Shared by the scripts: messages, packages, Swift, one place for the build flags. Source it; it changes to the top of the project.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

say() { printf '%s\n' "$*" >&2; }
fail() {
    say "$(basename "$0"): $*"
    exit 1
}

# quietly WHAT COMMAND…: runs a command and shows its output only if it fails.
quietly() {
    local what=$1 log started=$SECONDS
    shift
    log=$(mktemp)
    printf '%s … ' "$what" >&2
    if "$@" >"$log" 2>&1; then
        say "done ($((SECONDS - started)) s)"
        rm -f "$log"
    else
        local code=$?
        say "FAILED (exit code $code)"
        cat "$log" >&2
        rm -f "$log"
        return "$code"
    fi
}

# need_packages NAME…: installs the Debian packages that are missing.
need_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    command -v apt-get >/dev/null || fail "needs these Debian packages, or what your system calls them: ${missing[*]}"
    local root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "needs these Debian packages; install them as root: ${missing[*]}"
        root=(sudo)
    fi
    install_missing() {
        "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" && return 0
        "${root[@]}" apt-get update
        "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
    }
    quietly "installing ${missing[*]}" install_missing
}

# need_swift: stops with directions where there is no Swift, or one that is too old.
need_swift() {
    local version
    command -v swift >/dev/null || fail "Swift is missing. Get Swift 6.3 for your system from https://www.swift.org/install/linux/
(on Debian 12: download the tarball, unpack it under /opt/swift and put /opt/swift/usr/bin into your PATH), then run this again."
    version=$(swift --version 2>/dev/null | sed -n '0,/Swift version/s/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p')
    case "$version" in
    6.[2-9] | 6.[1-9][0-9] | [7-9].* | [1-9][0-9].*) ;;
    *) fail "Swift 6.2 or newer is needed, this is '${version:-unknown}'. Get 6.3 from https://www.swift.org/install/linux/" ;;
    esac
}

# What building and running need, and what only the tests need beside it.
run_packages=(mosquitto libmosquitto-dev libyaml-dev pkg-config)
test_packages=(gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user)

# One set of flags, so that demo, tests and benchmarks share one build.
build_flags=(-c release --explicit-target-dependency-import-check error)
# The shipped program: for size, with Swift's runtime inside. Relative relocations packed need glibc 2.36 (Debian 12). Nothing
# looks up symbols of the program itself or unwinds its stack, so it exports none (1 MB) and has no table of frames (0.5 MB);
# functions of the same code are one (0.8 MB).
static_flags=("${build_flags[@]}" --static-swift-stdlib --scratch-path .build-static -Xswiftc -Osize
    -Xswiftc -use-ld=lld -Xswiftc -Xfrontend -Xswiftc -function-sections
    -Xlinker -z -Xlinker pack-relative-relocs -Xlinker --icf=all -Xlinker --no-export-dynamic
    -Xlinker --no-eh-frame-hdr)

build_program() {
    quietly "building trivet" swift build "${build_flags[@]}" --product trivet
    trivet=$(swift build "${build_flags[@]}" --show-bin-path)/trivet
}

# The program as it is shipped: Swift's runtime inside, symbols stripped.
build_static_program() {
    quietly "building trivet for shipping" swift build "${static_flags[@]}" --product trivet
    static_trivet=.build-static/trivet
    strip -o "$static_trivet" "$(swift build "${static_flags[@]}" --show-bin-path)/trivet"
}

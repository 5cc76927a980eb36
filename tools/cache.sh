# SPDX-License-Identifier: Apache-2.0
# Where fetched and built things lie outside the tree; sourced by the scripts of tools/, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${WASINN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/wasinn}
requirements=$root/tools/requirements

# The first 12 hex digits of the SHA-256 of standard input.
short_hash() { sha256sum | cut -c1-12; }

# One line of progress: what it belongs to, and the text.
say() { printf '%-8s %s\n' "$1" "$2"; }

# An error that ends the script: what is wrong and what to do.
fail() {
  printf '%-8s %s\n' "$1" "$2" >&2
  exit 1
}

# The interpreter itself (not a wrapper) of a Python 3.11, which the pinned packages are made for; "" without one.
find_python() {
  local candidate
  for candidate in python3.11 python3 /usr/bin/python3; do
    "$candidate" -c 'import sys; print(sys.executable) if sys.version_info[:2] == (3, 11) else sys.exit(1)' \
      2>/dev/null && return
  done
  echo ''
}

# The engine's key covers its sources, its lock file and the compiler.
engine_key() {
  (cd "$root/engine-rs" && cat Cargo.toml Cargo.lock build.rs $(find src -type f | LC_ALL=C sort)
    rustc --version 2>/dev/null || true) | short_hash
}

engine_version=$(sed -n '/^package = "wasmtime-c-api-impl"/{n;s/^version = "=\(.*\)"/\1/p}' "$root/engine-rs/Cargo.toml")
onnxruntime_version=$(sed -n 's/^onnxruntime==\([^ ]*\).*/\1/p' "$requirements/onnxruntime.txt")

engine_dir=$cache/engine-$(engine_key)
onnxruntime_dir=$cache/onnxruntime-$onnxruntime_version-$(short_hash <"$requirements/onnxruntime.txt")
models_dir=$cache/python-$(short_hash <"$requirements/models.txt")
trainer_dir=$cache/python-$(short_hash <"$requirements/trainer.txt")

# Runs a command that makes the folder $1 by filling the folder named in $making; the folder appears at once and
# complete, and another process that wants it at the same time waits.
make_folder() {
  local folder=$1 making
  shift
  mkdir -p "$cache"
  (
    flock -n 9 || { say setup "waiting for another process that makes $(basename "$folder")" && flock 9; }
    if [ ! -d "$folder" ]; then
      making=$(mktemp -d "$cache/.making-XXXXXX")
      chmod 755 "$making"
      trap 'rm -rf "$making"' EXIT
      "$@"
      mv -T "$making" "$folder"
    fi
  ) 9>"$cache/.lock-$(basename "$folder")"
}

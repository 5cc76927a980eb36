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

# Runs a command as root, where that needs no password.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
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

# The key of a crate of ours, in the folder $1, covers its sources, its lock file and the compiler.
crate_key() {
  (cd "$1" && cat Cargo.toml Cargo.lock $(find . -maxdepth 1 -name build.rs) $(find src -type f | LC_ALL=C sort)
    rustc --version 2>/dev/null || true) | short_hash
}

engine_version=$(sed -n '/^package = "wasmtime-c-api-impl"/{n;s/^version = "=\(.*\)"/\1/p}' "$root/engine-rs/Cargo.toml")

engine_dir=$cache/engine-$(crate_key "$root/engine-rs")
models_dir=$cache/python-$(short_hash <"$requirements/models.txt")
tests_dir=$cache/python-$(short_hash <"$requirements/tests.txt")
trainer_dir=$cache/python-$(short_hash <"$requirements/trainer.txt")
language_trainer_dir=$cache/python-$(short_hash <"$requirements/language-trainer.txt")
bench_dir=$cache/python-$(short_hash <"$requirements/bench.txt")
guest_tools_dir=$cache/guest-tools-$(crate_key "$root/guests/tools")
other_engine_dir=$cache/other-engine-$(crate_key "$root/examples/other-engine/wasmi")
assemblyscript_dir=$cache/npm-$(short_hash <"$root/guests/jobs/assemblyscript-core/package-lock.json")
componentize_js_dir=$cache/npm-$(short_hash <"$root/guests/jobs/javascript-component/package-lock.json")
componentize_py_dir=$cache/python-$(short_hash <"$requirements/guest-python.txt")
guest_rust_dir=$cache/guest-rust-$(cat "$requirements/guest-rust.txt" "$root/guests/sdk/crt1/command.c" | short_hash)

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

# Counts finished crates while cargo runs: in place on a terminal, every half minute elsewhere.
show_crates() {
  local name=$1 text=$2 log=$3 total=$4 shown=0 count
  while sleep 1; do
    count=$(grep -c '^ *Compiling' "$log" || true)
    if [ -t 1 ]; then
      printf '\r%-8s %s: crate %d of about %d, %d s ' "$name" "$text" "$count" "$total" "$SECONDS"
    elif ((SECONDS >= shown + 30)); then
      shown=$SECONDS
      say "$name" "$text: crate $count of about $total, $SECONDS s"
    fi
  done
}

# The number of crates that the lock file of the crate in the folder $1 names.
crate_count() { grep -c '^name = ' "$1/Cargo.lock"; }

# cargo_build NAME TEXT TOTAL FOLDER OPTION... builds the crate in FOLDER into $CARGO_TARGET_DIR, calling it TEXT, of about
# TOTAL crates, on lines that begin with NAME; the output goes to <cache>/NAME.log.
cargo_build() {
  local name=$1 text=$2 total=$3 folder=$4 log=$cache/$1.log watcher status=0
  shift 4
  : >"$log"
  show_crates "$name" "$text" "$log" "$total" &
  watcher=$!
  cargo build --locked --manifest-path "$folder/Cargo.toml" "$@" >"$log" 2>&1 || status=$?
  kill "$watcher"
  wait "$watcher" 2>/dev/null || true
  [ -t 1 ] && printf '\r\033[K'
  [ "$status" -eq 0 ] && return
  tail -n 30 "$log" >&2
  fail "$name" "cargo build failed; the whole output is in $log"
}

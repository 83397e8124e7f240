#!/usr/bin/env bash
# Builds the engine of the page into page/engine.wasm, or into the file that is named. The bytes depend on the sources, the
# lock file and the compiler alone, so that whoever repeats the build can compare them.
set -euo pipefail
cd "$(dirname "$0")/.."
rustup target list --installed | grep -qx wasm32-unknown-unknown || rustup target add wasm32-unknown-unknown
cargo_home=${CARGO_HOME:-$HOME/.cargo}
export CARGO_INCREMENTAL=0
# Neither where the crates came from nor where they lie is in the engine; the last that fits counts.
flags="--remap-path-prefix=$cargo_home=/cargo --remap-path-prefix=$PWD=/reinstate"
for source in "$cargo_home"/registry/src/*; do
  flags="$flags --remap-path-prefix=$source=/crates"
done
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$flags"
cargo build --locked -p reinstate-page --target wasm32-unknown-unknown --profile page "${@:2}"
target=${CARGO_TARGET_DIR:-target}
cp "$target/wasm32-unknown-unknown/page/reinstate_page.wasm" "${1:-page/engine.wasm}"

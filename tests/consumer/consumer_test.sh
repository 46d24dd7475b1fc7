#!/usr/bin/env bash
# Installs the package into an empty folder, builds programs against it and runs them with a real venue.
# Usage: consumer_test.sh BUILD-FOLDER SOURCE-FOLDER
set -euo pipefail
build=$1 source=$2
work=$(mktemp -d)
venue=
trap '[[ -z $venue ]] || kill "$venue"; rm -rf "$work"' EXIT
fail() { printf 'consumer: %s\n' "$*" >&2; exit 1; }

cmake --install "$build" --prefix "$work/usr" >"$work/install.log" || fail "cmake --install failed"
for file in bin/fixguard include/fixguard/fixguard.hpp include/fixguard/quickfix.hpp share/man/man1/fixguard.1; do
    [[ -s $work/usr/$file ]] || fail "$file was not installed"
done
! grep -q 'quickfix/' "$work/usr/include/fixguard/fixguard.hpp" || fail "a QuickFIX header is in the public one"

for standard in 17 20; do
    cmake -S "$source/tests/consumer/programs" -B "$work/programs$standard" -G Ninja \
        -DCMAKE_CXX_STANDARD=$standard -DCMAKE_CXX_EXTENSIONS=OFF -DCMAKE_PREFIX_PATH="$work/usr" >"$work/configure.log" ||
        fail "find_package(fixguard CONFIG) does not work"
    if [[ $standard == 17 ]]; then ninja -C "$work/programs17"; else ninja -C "$work/programs20" drop_copy; fi
done
libraries=$(dirname "$(find "$work/usr" -name libfixguard.so)")
PKG_CONFIG_PATH="$libraries/pkgconfig" pkg-config --cflags --libs fixguard \
    >"$work/flags" || fail "pkg-config does not know fixguard"
# shellcheck disable=SC2046 # the flags are words
grep -q "$work/usr" "$work/flags" || fail "pkg-config knows another folder than the package's"
echo 'int main() {}' | c++ -x c++ - $(cat "$work/flags") -o "$work/empty"

# Three ports that are free now.
read -r oe dc md < <(python3 - <<'PY'
import socket
held = [socket.socket() for _ in range(3)]
for s in held: s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in held))
PY
)
cp -r "$source/config" "$work/config"
sed -i "s/9100/$oe/; s/9110/$dc/; s/9120/$md/" "$work/config/venue.toml" "$work/config/local.cfg"
rm -f "$work"/config/*.pem
openssl genpkey -algorithm ed25519 -out "$work/config/local-key.pem"
chmod 600 "$work/config/local-key.pem"
openssl pkey -in "$work/config/local-key.pem" -pubout -out "$work/config/local-public.pem"
"$work/usr/bin/fixguard" venue --config "$work/config/venue.toml" >"$work/venue.log" 2>&1 &
venue=$!
for ((i = 0; i < 200; ++i)); do
    [[ -s $work/config/local-ca.pem ]] && break
    kill -0 "$venue" || { cat "$work/venue.log" >&2; fail "the venue ended"; }
    sleep 0.05
done

export FIXGUARD_API_KEY=LOCALKEY LD_LIBRARY_PATH=$libraries
expect() { # expect PROGRAM ARGS -- LINE...: every line is printed, and the program ends with 0
    local program=$1 config=$2 && shift 2
    "$work/programs17/$program" $config >"$work/$program.log" 2>&1 || { cat "$work/$program.log" >&2; fail "$program failed"; }
    for line; do grep -qxF -- "$line" "$work/$program.log" || { cat "$work/$program.log" >&2; fail "$program did not print: $line"; }; done
}
expect order_entry "$work/config/local.cfg" 'rests accepted' 'cancels accepted' 'preflight: -1102 tag 44'
expect drop_copy "$work/config/local.cfg" 'maker filled 0.5 at 50000' 'taker filled 0.5 at 50000'
expect market_data "$work/config/local.cfg" 'book: in order, 3 bids' 'tick: 0.01'
expect decorator '' '-1171 about A-1'
echo "the programs built with the installed package, and run"

#!/usr/bin/env bash
# check.sh SPIN CC TABLE_FOLDER safety|liveness holds|WORDS -D...: spin over the whole model. With WORDS of an error
# the model has to fail with them: a check that cannot fail proves nothing.
set -euo pipefail
model=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)/session.pml
spin=$1 cc=$2 table=$3 sort=$4 expected=$5
shift 5

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$model" "$table"/planner_table.{h,pml} "$folder"
cd "$folder"
"$spin" "$@" -a session.pml >spin.log || { cat spin.log; exit 1; }
case $sort in
safety) flags=(-DSAFETY -DNOCLAIM) search=() ;;
liveness) flags=(-DNFAIR=6) search=(-a -f) ;; # a cycle counts where everybody gets his turn
esac
# The checker runs for seconds; optimising it takes a minute.
"$cc" -w -DCOLLAPSE -DVECTORSZ=2048 "${flags[@]}" -o checker pan.c
./checker -m1000000 "${search[@]}" >result
grep -E 'errors:|violated|cycle|truncated|Warning|states, stored' result

# A search that was cut short has found nothing out.
if [[ $expected == holds ]]; then
    grep -q 'errors: 0' result && ! grep -qE 'truncated|not completed|max search depth' result && exit 0
else
    grep -qF -- "$expected" result && exit 0
fi
echo "expected: $expected"
exit 1

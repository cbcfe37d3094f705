#!/bin/sh
# SPDX-FileCopyrightText: The Bindscope authors
# SPDX-License-Identifier: EPL-2.0
# Times modalias look-ups: Bindscope's index, libkmod with its index loaded, and modprobe -R.
# Usage: bench.sh CLASS_PATH MODULE_DIRECTORY [REQUESTS]
#   CLASS_PATH        classes of org.bindscope.analysis
#   MODULE_DIRECTORY  lib/modules/RELEASE with modules.alias and modules.alias.bin as depmod wrote them
# Needs: java, cc, libkmod-dev, modprobe, awk.
set -eu
if [ $# -lt 2 ]; then
    sed -n '4,8p' "$0" >&2
    exit 2
fi
here=$(dirname "$0")
classes=$1
modules=$2
count=${3:-1000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Requests: PCI aliases spread over the file, every * replaced by a value that a device could have.
awk -v want="$count" '/^alias pci:/ { line[n++] = $2 }
END { for (i = 0; i < want; i++) print line[int(i * n / want) % n] }' "$modules/modules.alias" |
    sed -e 's/v\*d/v00008086d/' -e 's/d\*sv/d000010D3sv/' -e 's/sv\*sd/sv00008086sd/' -e 's/sd\*bc/sd0000A01Fbc/' \
        -e 's/bc\*sc/bc02sc/' -e 's/sc\*i/sc00i/' -e 's/i\*$/i00/' -e 's/\*$//' > "$work/requests"

cc -O2 -o "$work/libkmod_bench" "$here/libkmod_bench.c" -lkmod
javac -d "$work" -cp "$classes" "$here/ModaliasBenchmark.java"

java -cp "$work:$classes" ModaliasBenchmark "$modules/modules.alias" "$work/requests" 200 "$work/java.answers" > "$work/java"
"$work/libkmod_bench" "$modules" "$work/requests" 20 > "$work/kmod" 2> "$work/kmod.answers"

root=$(cd "$modules/../../.." && pwd)
release=$(basename "$modules")
mkdir "$work/empty"
start=$(date +%s%N)
while read -r request; do
    modprobe -C "$work/empty" -d "$root" -S "$release" -R "$request" || true
    echo .
done < "$work/requests" > "$work/modprobe.answers" 2> /dev/null
end=$(date +%s%N)

value() { awk -v key="$2" '$1 == key { print $2 }' "$1"; }
printf '| %-28s | %12s | %14s | %8s |\n' program 'index, ms' 'look-up, µs' found
printf '|%s|%s|%s|%s|\n' ------------------------------ -------------: ---------------: ---------:
printf '| %-28s | %12s | %14s | %8s |\n' 'Bindscope, first time' "$(value "$work/java" index-cold)" "$(value "$work/java" lookup-cold)" "$(value "$work/java" found)"
printf '| %-28s | %12s | %14s | %8s |\n' 'Bindscope, warm' "$(value "$work/java" index)" "$(value "$work/java" lookup)" "$(value "$work/java" found)"
printf '| %-28s | %12s | %14s | %8s |\n' 'libkmod, index loaded' "$(value "$work/kmod" index)" "$(value "$work/kmod" lookup)" "$(value "$work/kmod" found)"
printf '| %-28s | %12s | %14s | %8s |\n' 'modprobe -R, a process each' - "$(((end - start) / 1000 / count))" "$(grep -vc '^\.$' "$work/modprobe.answers")"
for other in kmod modprobe; do
    if cmp -s "$work/java.answers" "$work/$other.answers"; then
        echo "All answers are those of $other."
    else
        echo "Answers differ from those of $other:" >&2
        diff "$work/java.answers" "$work/$other.answers" | head -20 >&2
        exit 1
    fi
done

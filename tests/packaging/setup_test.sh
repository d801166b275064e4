#!/usr/bin/env bash
# packaging/setup against folders and programs that pretend: nothing is installed or fetched.
# Prints each case; exit code 1 when one went wrong.
set -uo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=$(python3 -c 'import sys; print(sys.executable)') # not a wrapper that needs the whole PATH
failures=0

# A new root with a copy of setup, and a PATH on which only the pretended programs and a few harmless ones are.
new_case() {
  name=$1
  root=$work/root bin=$work/bin
  rm -rf "$root" "$bin"
  mkdir -p "$root/packaging" "$bin"
  cp "$source/packaging/setup" "$root/packaging/setup"
  local program
  for program in bash env dirname mktemp rm mkdir cp grep sed tail head cut cat wc flock sleep; do
    ln -s "$(type -P "$program")" "$bin/$program"
  done
  pretend id 'echo ${FAKE_USER:-0}'
  pretend dpkg-query 'echo "install ok installed"'
  pretend apt-get 'echo "apt-get $*" >>"$LOG"'
  # python3 -m venv FOLDER makes a pip; python3 - RECORD is the real one.
  pretend python3 'if [[ $1 == -m ]]; then mkdir -p "$3/bin"; cp "$(dirname "$0")/fake-pip" "$3/bin/pip"; else exec '"$python"' "$@"; fi'
  pretend fake-pip 'echo "pip $*" >>"$LOG"; make_wheel "$(dirname "$0")/.." "${!#}"'
  LOG=$work/log
  : >"$LOG"
  unset LIBTORCH_ROOT EVERYWORD_TORCH FAKE_USER
}
pretend() { printf '#!%s\n%s\n' "$(type -P bash)" "$2" >"$bin/$1"; chmod +x "$bin/$1"; }

# make_wheel FOLDER torch==VERSION: what pip leaves behind.
make_wheel() {
  local site=$1/lib/python3.11/site-packages version=${2#torch==} file
  mkdir -p "$site/torch/lib" "$site/torch/include/ATen" "$site/torch/include/torch/csrc/autograd" "$site/torch-$version+cpu.dist-info"
  echo "__version__ = '$version+cpu'" >"$site/torch/version.py"
  for file in lib/libtorch_cpu.so lib/libtorch.so lib/libc10.so include/ATen/ATen.h include/torch/csrc/autograd/autograd.h; do
    echo 12345 >"$site/torch/$file"
    echo "torch/$file,sha256=x,6" >>"$site/torch-$version+cpu.dist-info/RECORD"
  done
}
export -f make_wheel

setup() { LOG=$LOG PATH=$bin "$bin/bash" "$root/packaging/setup" "$@" >"$work/out" 2>"$work/err"; code=$?; }
wrong() { failures=$((failures + 1)); echo "WRONG: $name: $1"; sed 's/^/    /' "$work/out" "$work/err" "$LOG"; }
expect_code() { [[ $code == "$1" ]] || wrong "exit code $code, not $1"; }
expect_pip() { [[ $(grep -c '^pip' "$LOG") == "$1" ]] || wrong "pip was called $(grep -c '^pip' "$LOG") times, not $1"; }
# The one line on standard error says this.
expect_sentence() {
  [[ $(wc -l <"$work/err") == 1 && $(wc -c <"$work/err") -le 301 ]] || wrong "not one sentence of at most 300 characters"
  grep -q -- "$1" "$work/err" || wrong "the sentence does not say '$1'"
}
wheel() { echo "$root/.deps/torch/lib/python3.11/site-packages/torch"; }
installed() { new_case "$1"; setup; : >"$LOG"; }

new_case "An empty folder gets the wheel, once"
setup; expect_code 0; expect_pip 1
setup; expect_code 0; expect_pip 1
grep -q 'torch==2.13.0' "$LOG" || wrong "another version than the default was asked for"

for part in lib/libtorch_cpu.so include/ATen/ATen.h; do
  installed "A wheel that has lost $part is repaired"
  rm "$(wheel)/$part"
  setup; expect_code 0; expect_pip 1
  [[ -s $(wheel)/$part ]] || wrong "$part is still missing"
done

new_case "Two at once install one wheel"
pretend fake-pip 'echo "pip $*" >>"$LOG"; sleep 0.5; make_wheel "$(dirname "$0")/.." "${!#}"'
LOG=$LOG PATH=$bin "$bin/bash" "$root/packaging/setup" >"$work/other" 2>&1 &
setup; expect_code 0
wait $! || wrong "the other one failed: $(<"$work/other")"
expect_pip 1

new_case "A pip that breaks off after version.py leaves a folder that is repaired"
pretend fake-pip 'make_wheel "$(dirname "$0")/.." "${!#}"; rm "$(dirname "$0")"/../lib/python3.11/site-packages/torch/lib/*; echo "No space left on device" >&2; exit 1'
setup; expect_code 3; expect_sentence "No space left on device"
pretend fake-pip 'echo "pip $*" >>"$LOG"; make_wheel "$(dirname "$0")/.." "${!#}"'
setup; expect_code 0; expect_pip 1

new_case "A pip that is killed after the libraries were written is noticed: no stamp, and pip's list names more"
make_wheel "$root/.deps/torch" torch==2.13.0
echo "torch/lib/last.so,sha256=x,6" >>"$root/.deps/torch/lib/python3.11/site-packages/torch-2.13.0+cpu.dist-info/RECORD"
setup; expect_code 0; expect_pip 1

new_case "A whole wheel without a stamp is adopted, not fetched again"
make_wheel "$root/.deps/torch" torch==2.13.0
setup; expect_code 0; expect_pip 0

for other in 2.1 2.13 2.13.0.1 2.130.0; do
  installed "EVERYWORD_TORCH=$other is not there when 2.13.0 is"
  EVERYWORD_TORCH=$other setup; expect_code 0; expect_pip 1
  grep -q "torch==$other\$" "$LOG" || wrong "$other was not asked for"
  new_case "The same for a wheel without a stamp"
  make_wheel "$root/.deps/torch" torch==2.13.0
  EVERYWORD_TORCH=$other setup; expect_code 0; expect_pip 1
done

new_case "LIBTORCH_ROOT that is no folder is refused"
LIBTORCH_ROOT=/nonexistent setup; expect_code 2; expect_sentence "is no folder"
new_case "LIBTORCH_ROOT without the headers is refused"
make_wheel "$work/given" torch==2.13.0
given=$work/given/lib/python3.11/site-packages/torch
rm "$given/include/ATen/ATen.h"
LIBTORCH_ROOT=$given setup; expect_code 2; expect_sentence "has no include/ATen/ATen.h"
new_case "A good LIBTORCH_ROOT is taken, and nothing is fetched"
make_wheel "$work/given" torch==2.13.0
LIBTORCH_ROOT=$given setup; expect_code 0; expect_pip 0

new_case "A machine without dpkg"
rm "$bin/dpkg-query"
setup; expect_code 3; expect_sentence "no dpkg"
new_case "Packages are missing, and the user is not root and has no sudo"
pretend dpkg-query 'exit 1'
FAKE_USER=1000 setup; expect_code 3; expect_sentence "no sudo"
new_case "Packages are missing, and there is no network"
pretend dpkg-query 'exit 1'
pretend apt-get 'echo "E: Unable to fetch some archives" >&2; exit 100'
setup; expect_code 3; expect_sentence "Unable to fetch"
new_case "Missing packages are installed by sudo"
pretend dpkg-query 'exit 1'
pretend sudo 'echo sudo >>"$LOG"; exec "$@"'
FAKE_USER=1000 setup; expect_code 0
grep -q 'apt-get install.* catch2' "$LOG" || wrong "catch2 was not asked for"
! grep -q 'clang' "$LOG" || wrong "clang was asked for without --check"
setup --check; expect_code 0
grep -q 'apt-get install.* clang-tidy-14' "$LOG" || wrong "clang-tidy was not asked for with --check"
new_case "The wheel cannot be fetched"
pretend fake-pip 'echo "ERROR: No matching distribution found for ${!#}" >&2; exit 1'
setup; expect_code 3; expect_sentence "No matching distribution"
new_case "No virtual environment can be made"
pretend python3 'echo "No module named venv" >&2; exit 1'
setup; expect_code 3; expect_sentence "No module named venv"
new_case "An option that there is not"
setup --chek; expect_code 2; expect_sentence "'--chek' is no option"

echo "packaging/setup: $failures cases went wrong"
((failures == 0))

#!/usr/bin/env bash
# The starter pack's training: what it says when something is missing, then every step once with tiny sizes.
# About two minutes on an idle machine of two cores. Exit code 1 when something went wrong; without npm, pip or a network, too.
set -uo pipefail
export PYTHONPATH=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../resources/starter" && pwd)
export OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

expect_sentence() { # what, wanted words, command...
  local what=$1 wanted=$2 said
  shift 2
  if said=$("$@" 2>&1); then
    echo "FAILED: $what: it passes"
    failures=1
  elif [[ $said != *"$wanted"* || $said == *Traceback* ]]; then
    echo "FAILED: $what: it says '$said'"
    failures=1
  else
    echo "ok: $what"
  fi
}

python=$(python3 -c 'import sys; print(sys.executable)')
expect_sentence "a step before setup says what to run" "training setup" "$python" -m training decoder --work "$work/none"
expect_sentence "setup without a package index says what is missing" "is there a network" \
  env PIP_NO_INDEX=1 PIP_FIND_LINKS= PIP_CONFIG_FILE=/dev/null "$python" -m training setup --work "$work/offline"

if ! "$python" -m training smoke --work "$work/run"; then
  echo "FAILED: the smoke run"
  failures=1
fi
exit "$failures"

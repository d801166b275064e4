#!/usr/bin/env python3
"""tidy.py BUILD JOBS SECONDS FILE...: clang-tidy over files of a folder configured for clang; called by packaging/check."""
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import time

build, jobs, seconds, files = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4:]

# OpenMP's header is GCC's own here, and a precompiled header that was not built is read as text.
path = os.path.join(build, "compile_commands.json")
commands = json.load(open(path))
for entry in commands:
    command = entry["command"].replace(" -fopenmp", "")
    for pch in set(re.findall(r"-Xclang -include-pch -Xclang (\S+)", command)):
        if not os.path.exists(pch):
            command = command.replace(f"-Xclang -include-pch -Xclang {pch}", "")
    entry["command"] = command
json.dump(commands, open(path, "w"))

known = {os.path.realpath(entry["file"]) for entry in commands}
files = [f for f in files if os.path.realpath(f) in known]
end = time.monotonic() + seconds


def check(file):
    if time.monotonic() > end:
        return file, None
    return file, subprocess.run(["clang-tidy-14", "-p", build, "--quiet", file], capture_output=True, text=True)


failed, left = [], []
with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
    for file, result in pool.map(check, files):
        if result is None:
            left.append(file)
        elif result.returncode != 0:
            failed.append(file)
            print(result.stdout, flush=True)
            if not result.stdout:
                print(result.stderr, flush=True)
print(f"clang-tidy: {len(files) - len(left)} files, {len(failed)} with findings")
if left:
    print(f"clang-tidy: no time for {len(left)} files: {' '.join(left)}")
sys.exit(1 if failed else 0)

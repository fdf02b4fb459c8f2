#!/usr/bin/env python3
"""Records what the asyncio originals print: X.txt beside each X.py.

With --check it writes nothing and fails if an original prints something else now. Programs whose
lines come in no fixed order, because a set or two threads decide it, are compared without it.
"""

import concurrent.futures
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
LIMIT_SECONDS = 120
# They sleep nearly all the time, but their starting must not disturb the timers of the others.
AT_ONCE = 6


def output(program):
    run = subprocess.run(
        [sys.executable, program], capture_output=True, text=True, timeout=LIMIT_SECONDS
    )
    if run.returncode != 0 or run.stderr:
        raise SystemExit(f"{program} failed:\n{run.stderr}")
    return run.stdout


def main():
    programs = sorted(HERE.glob("*/*.py"))
    different = []
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as threads:
        for program, text in zip(programs, threads.map(output, programs)):
            record = program.with_suffix(".txt")
            if "--check" not in sys.argv[1:]:
                record.write_text(text)
            elif sorted(text.splitlines()) != sorted(record.read_text().splitlines()):
                different.append(str(program.relative_to(HERE)))
    if different:
        raise SystemExit("print something else now: " + ", ".join(different))


main()

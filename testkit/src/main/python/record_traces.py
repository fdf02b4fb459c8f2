#!/usr/bin/env python3
"""Records how asyncio orders events, as the reference for other event loops.

    record_traces.py              records every scenario group
    record_traces.py --check      records again and fails where a log differs
    record_traces.py NAME ...     prints the logs of single scenarios

Each scenario runs many times, each time on a fresh loop; one whose log varies
is refused. Needs nothing but CPython's standard library.
"""

import argparse
import gc
import json
import logging
import pathlib
import platform
import sys

from trace_interpreter import Interpreter
from trace_loop import Stuck

TRACES = pathlib.Path(__file__).resolve().parent.parent / "resources/weft/testkit/traces"
RUNS = 60
KEYS = {"name", "about", "needs", "iterations", "slow", "main"}
NEEDS = {
    "buffered",
    "cancel_message",
    "context",
    "fatal",
    "io",
    "peer",
    "prompt_close",
    "threadsafe_in_place",
}


def load_groups():
    groups = {}
    for path in sorted((TRACES / "scenarios").glob("*.json")):
        try:
            groups[path.stem] = json.loads(path.read_text())
        except json.JSONDecodeError as error:
            raise SystemExit(f"{path}: {error}") from error
    for group, scenarios in groups.items():
        for scenario in scenarios:
            validate(group, scenario)
    names = [scenario["name"] for group in groups.values() for scenario in group]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise SystemExit(f"names used twice: {sorted(twice)}")
    return groups


def validate(group, scenario):
    where = f"{group}/{scenario.get('name')}"
    if scenario.keys() - KEYS or not {"name", "main"} <= scenario.keys():
        raise SystemExit(f"{where}: has the keys {sorted(scenario)}")
    needs = set(scenario.get("needs", []))
    if needs - NEEDS:
        raise SystemExit(f"{where}: unknown needs {sorted(needs - NEEDS)}")
    if "io" in needs and scenario.get("iterations", True):
        raise SystemExit(f"{where}: iterations of I/O differ between backends, record the order")


def record(scenario, runs):
    """Returns the scenario's log, or raises ValueError when runs disagree."""
    first = None
    for run in range(runs):
        try:
            log = Interpreter(scenario).execute()
        except (Exception, SystemExit, Stuck) as error:
            raise ValueError(f"run {run}: {type(error).__name__}: {error}") from error
        if first is None:
            first = log
        elif log != first:
            raise ValueError(f"run {run} differs:\n  {first}\n  {log}")
    if not first:
        raise ValueError("logged nothing")
    return first


def record_all(groups, runs):
    recordings, refused = {}, []
    for group, scenarios in groups.items():
        recordings[group] = {}
        for scenario in scenarios:
            try:
                recordings[group][scenario["name"]] = record(scenario, runs)
            except ValueError as error:
                refused.append(f"{group}/{scenario['name']}: {error}")
        print(f"{group}: {len(recordings[group])} of {len(scenarios)}", file=sys.stderr)
    if refused:
        raise SystemExit("refused:\n" + "\n".join(refused))
    return recordings


def to_text(traces):
    """One event a line, so that a changed order reads well in a diff."""
    lines = ["{", f'  "python": "{platform.python_version()}",', '  "traces": {']
    blocks = []
    for name, log in traces.items():
        events = ",\n".join("      " + json.dumps(event) for event in log)
        blocks.append(f"    {json.dumps(name)}: [\n{events}\n    ]")
    return "\n".join(lines) + "\n" + ",\n".join(blocks) + "\n  }\n}\n"


def write(recordings):
    (TRACES / "recordings").mkdir(exist_ok=True)
    for group, traces in recordings.items():
        (TRACES / "recordings" / f"{group}.json").write_text(to_text(traces))
    index = ",\n".join("  " + json.dumps(group) for group in sorted(recordings))
    (TRACES / "index.json").write_text(f"[\n{index}\n]\n")
    print(f"recorded {sum(map(len, recordings.values()))} traces", file=sys.stderr)


def check(recordings):
    differing = []
    for group, traces in recordings.items():
        path = TRACES / "recordings" / f"{group}.json"
        recorded = json.loads(path.read_text())["traces"] if path.exists() else {}
        for name in sorted(traces.keys() | recorded.keys()):
            if traces.get(name) != recorded.get(name):
                differing.append(
                    f"{group}/{name}\n  recorded {recorded.get(name)}\n  now      {traces.get(name)}"
                )
    extra = {path.stem for path in (TRACES / "recordings").glob("*.json")} - recordings.keys()
    differing += [f"{group}: a recording without scenarios" for group in sorted(extra)]
    if differing:
        raise SystemExit("differing:\n" + "\n".join(differing))
    print(f"{sum(map(len, recordings.values()))} traces agree", file=sys.stderr)


def show(groups, names):
    by_name = {scenario["name"]: scenario for group in groups.values() for scenario in group}
    for name in names:
        if name not in by_name:
            raise SystemExit(f"no scenario {name}")
        print(name)
        for event in record(by_name[name], 1):
            print("  ", *(event if isinstance(event, list) else [event]))


def main():
    parser = argparse.ArgumentParser(description="Record asyncio's ordering traces.")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of each scenario")
    parser.add_argument("names", nargs="*", help="print these scenarios, write nothing")
    arguments = parser.parse_args()
    logging.getLogger("asyncio").disabled = True
    gc.disable()  # a collection in the middle of a run could report an unread exception
    groups = load_groups()
    if arguments.names:
        show(groups, arguments.names)
        return
    recordings = record_all(groups, arguments.runs)
    (check if arguments.check else write)(recordings)


if __name__ == "__main__":
    main()

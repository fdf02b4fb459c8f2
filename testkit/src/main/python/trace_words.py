"""The words of a log: exceptions and values, named without a language of their own."""

import asyncio


class ScenarioError(Exception):
    """What the instruction raise raises."""


class FatalError(SystemExit):
    """What the instruction raise_fatal raises: an exception that ends the loop."""


def describe(error):
    """Names an exception in words that do not belong to one language."""
    if isinstance(error, (ScenarioError, FatalError)):
        return str(error)
    if isinstance(error, asyncio.CancelledError):
        return " ".join(["cancelled", *map(str, error.args)])
    if isinstance(error, asyncio.InvalidStateError):
        return "invalid state"
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    if isinstance(error, ConnectionResetError):
        return "connection reset"
    if isinstance(error, OSError):
        return "os error"
    if isinstance(error, RuntimeError):
        return "runtime error"
    raise AssertionError(f"the trace format has no word for {error!r}")


def show(value):
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)

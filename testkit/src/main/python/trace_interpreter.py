"""Runs one scenario on asyncio and returns the log it produced.

The instruction set is specified in the README beside the scenarios; each op_*
method here is one instruction. A body is run by one async method whether it
belongs to a coroutine or to a plain callback: a callback's body is driven by
hand and must not suspend.
"""

import asyncio
import contextvars
import inspect
import socket
import threading

from trace_io import IoInstructions
from trace_loop import TICK_SECONDS, TraceLoop, deadline_of
from trace_words import FatalError, ScenarioError, describe, show

GRACE_SECONDS = 0.005

VARIABLE = contextvars.ContextVar("variable", default="unset")


class _Return(BaseException):
    def __init__(self, value):
        super().__init__()
        self.value = value


class Interpreter(IoInstructions):
    def __init__(self, scenario):
        self._scenario = scenario
        self._names = {}  # handles, futures, tasks, servers, transports, peers
        self._callbacks = {}
        self._protocols = {}
        self._log = []
        self._recording = True
        uses_io = "io" in scenario.get("needs", [])
        self._loop = TraceLoop(GRACE_SECONDS if uses_io else 0)
        self._loop.set_exception_handler(self._default_handler)

    def execute(self):
        try:
            contextvars.copy_context().run(self._run_main)
        finally:
            self._recording = False
            self._dispose()
        if self._scenario.get("iterations", True):
            return [[iteration, text] for iteration, text in self._log]
        return [text for _, text in self._log]

    def _run_main(self):
        self.call(self._scenario["main"])

    def _dispose(self):
        """Ends what the scenario left behind; nothing of it is logged."""
        loop = self._loop
        if loop.is_closed():
            return
        for name, thing in self._names.items():
            if isinstance(thing, (asyncio.Server, socket.socket)):
                thing.close()
            elif isinstance(thing, asyncio.BaseTransport) and not self._protocols[name].lost:
                thing.abort()
        for _ in range(5):
            for task in asyncio.all_tasks(loop):
                task.cancel()
            loop.stop()
            loop.run_forever()
        for thing in self._names.values():
            if asyncio.isfuture(thing) and thing.done() and not thing.cancelled():
                thing.exception()
        loop.close()

    # ---- for protocols and I/O instructions -------------------------------------------------

    def log(self, text):
        if self._recording:
            self._log.append((self._loop.iteration, text))

    def connected(self, name, transport, protocol):
        self._names[name] = transport
        self._protocols[name] = protocol

    def call(self, body):
        """Runs a body that must not suspend."""
        if not self._recording:
            return
        coroutine = self._run(body, {})
        try:
            coroutine.send(None)
        except StopIteration:
            return
        coroutine.close()
        raise AssertionError(f"a callback cannot wait: {body}")

    # ---- running bodies ----------------------------------------------------

    async def _run(self, body, frame):
        for op, *arguments in body:
            method = getattr(self, "op_" + op)
            if "frame" in inspect.signature(method).parameters:
                outcome = method(*arguments, frame=frame)
            else:
                outcome = method(*arguments)
            if inspect.iscoroutine(outcome):
                await outcome

    async def _task_body(self, body):
        try:
            await self._run(body, {})
        except _Return as returned:
            return returned.value
        return None

    def _callback(self, name, body):
        def run(*_):
            self.log(name)
            self.call(body)

        return run

    def _default_handler(self, loop, context):
        self.log("handler " + describe(context["exception"]))

    # ---- instructions: log and control --------------------------------------

    def op_log(self, text):
        self.log(text)

    def op_time(self):
        self.log(f"time {self._loop.now_ticks}")

    def op_advance(self, ticks):
        self._loop.advance(ticks)

    def op_raise(self, text):
        raise ScenarioError(text)

    def op_raise_fatal(self, text):
        raise FatalError(text)

    def op_raise_cancelled(self):
        raise asyncio.CancelledError

    def op_return(self, value):
        raise _Return(value)

    async def op_repeat(self, count, body, *, frame):
        for _ in range(count):
            await self._run(body, frame)

    async def op_try(self, body, clauses, *, frame):
        try:
            await self._run(body, frame)
        except asyncio.CancelledError as error:
            if "cancelled" not in clauses:
                raise
            await self._run(clauses["cancelled"], {"caught": error})
        except (Exception, FatalError) as error:
            if "error" not in clauses:
                raise
            await self._run(clauses["error"], {"caught": error})
        finally:
            await self._run(clauses.get("finally", []), frame)

    def op_caught(self, *, frame):
        self.log("caught " + describe(frame["caught"]))

    def op_reraise(self, *, frame):
        raise frame["caught"]

    # ---- instructions: the loop ---------------------------------------------

    def op_soon(self, name, body=()):
        self._names[name] = self._loop.call_soon(self._callback(name, body))

    def op_threadsafe(self, name, body=()):
        self._names[name] = self._loop.call_soon_threadsafe(self._callback(name, body))

    def op_later(self, ticks, name, body=()):
        callback = self._callback(name, body)
        self._names[name] = self._loop.call_later(ticks * TICK_SECONDS, callback)

    def op_at(self, ticks, name, body=()):
        self._names[name] = self._loop.call_at(deadline_of(ticks), self._callback(name, body))

    def op_stop(self):
        self._loop.stop()

    def op_run_forever(self):
        self._loop.run_forever()

    def op_run_until_complete(self, name, body=None):
        if body is not None:
            self.op_task(name, body)
        self.log("ran " + show(self._loop.run_until_complete(self._names[name])))

    def op_is_running(self):
        self.log("running " + show(self._loop.is_running()))

    def op_close_loop(self):
        self._loop.close()

    def op_exception_handler(self, name, body=()):
        def handler(loop, context):
            self.log(f"{name} {describe(context['exception'])}")
            self.call(body)

        self._loop.set_exception_handler(handler)

    def op_from_thread(self, body):
        thread = threading.Thread(target=self.call, args=(body,))
        thread.start()
        thread.join()

    # ---- instructions: futures and tasks ------------------------------------

    def op_future(self, name):
        self._names[name] = self._loop.create_future()

    def op_set_result(self, name, value):
        self._names[name].set_result(value)

    def op_set_exception(self, name, text):
        self._names[name].set_exception(ScenarioError(text))

    def op_done_callback(self, future, name, body=()):
        callback = self._callbacks.setdefault(name, self._callback(name, body))
        self._names[future].add_done_callback(callback)

    def op_remove_done_callback(self, future, name):
        removed = self._names[future].remove_done_callback(self._callbacks[name])
        self.log(f"removed {removed}")

    def op_cancel(self, name, *message):
        thing = self._names[name]
        if isinstance(thing, asyncio.Handle):
            thing.cancel()
        else:
            self.log(f"cancel {name} {show(thing.cancel(*message))}")

    def op_state(self, name):
        future = self._names[name]
        if not future.done():
            state = "pending"
        elif future.cancelled():
            state = "cancelled"
        elif future.exception() is not None:
            state = "error " + describe(future.exception())
        else:
            state = "result " + show(future.result())
        self.log(f"{name} {state}")

    def op_result(self, name):
        self.log(f"{name} gave {show(self._names[name].result())}")

    def op_task(self, name, body):
        self._names[name] = self._loop.create_task(self._task_body(body), name=name)

    def op_cancelling(self, name):
        self.log(f"cancelling {self._names[name].cancelling()}")

    def op_uncancel(self, name):
        self.log(f"uncancel {self._names[name].uncancel()}")

    def op_current_task(self):
        task = asyncio.current_task(self._loop)
        self.log("current " + (task.get_name() if task else "none"))

    async def op_await(self, name):
        await self._names[name]

    async def op_sleep(self, ticks):
        await asyncio.sleep(ticks * TICK_SECONDS)

    def op_set_variable(self, value):
        VARIABLE.set(value)

    def op_get_variable(self):
        self.log("variable " + VARIABLE.get())

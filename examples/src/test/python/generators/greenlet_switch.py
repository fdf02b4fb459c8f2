"""Greenlets played by threads of which one runs at a time: the package is no part of Python."""

import threading

turns = {name: threading.Semaphore(0) for name in ("main", "first", "second")}


def switch(to, own=None):
    turns[to].release()
    if own is not None:
        turns[own].acquire()


def count_first():
    turns["first"].acquire()
    print(1)
    switch("second", "first")
    print(2)
    switch("second", "first")


def count_second():
    turns["second"].acquire()
    print(3)
    switch("first", "second")
    print(4)
    switch("main")


for body in (count_first, count_second):
    threading.Thread(target=body, daemon=True).start()
switch("first", "main")
print("back in main")

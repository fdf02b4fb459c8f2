def outer():
    yield 1
    yield from inner()
    yield 2


def inner():
    yield 3
    yield 4


for item in outer():
    print(item)

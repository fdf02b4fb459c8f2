def values():
    yield 1
    yield 2
    yield 3


generator = values()
print(next(generator))
print(next(generator))
print("in between")
print(next(generator))

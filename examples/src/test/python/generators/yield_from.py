def inner():
    a = yield 1
    print("a:", a)
    b = yield 2
    print("b:", b)
    c = yield 3
    print("c:", c)
    return 4


def middle():
    result = yield from inner()
    print("result:", result)
    return "middle is done"


generator = middle()
print(generator.send(None))
for i in range(1, 4):
    try:
        print(generator.send(i))
    except StopIteration as e:
        print("returned:", e.value)

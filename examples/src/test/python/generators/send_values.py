def conversation():
    a = yield 1
    print("a:", a)
    b = yield 2
    print("b:", b)
    c = yield 3
    print("c:", c)
    return "finish"


generator = conversation()
try:
    generator.send(1)
except TypeError as e:
    print(e)
print(generator.send(None))
for i in range(1, 4):
    try:
        print(generator.send(i))
    except StopIteration as e:
        print("returned:", e.value)

"""Rule files that are made to hurt: tests/data/rules/bombs, a file each.

    why: what it is for
    says: part of what must be said of it; several, a line each
    loads: it is harmless, and must load (instead of `says`)
    ===
    the pack, in which
    @repeat 3          …lines up to @end stand three times, with {{n}} and {{n+1}} as their number
    {{text * 5000}}    is the text 5,000 times (or n times)
"""

import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent.parent / "data/rules/bombs"


class Bomb:
    def __init__(self, path):
        self.name = path.stem
        head, _, body = path.read_text().partition("===\n")
        fields = [line.partition(":")[::2] for line in head.splitlines()]
        self.says = [text.strip() for name, text in fields if name == "says"]
        self.loads = any(name == "loads" for name, _ in fields)
        self.text = expanded(body)


def repeated(line, number):
    def texts(found):
        times = found[2]
        return found[1] * (number if times == "n" else int(times))
    line = line.replace("{{n+1}}", str(number + 1)).replace("{{n}}", str(number))
    return re.sub(r"\{\{(.+?) \* (\d+|n)\}\}", texts, line)


def expanded(body):
    out, block, times = [], None, 0
    for line in body.splitlines(keepends=True):
        if line.startswith("@repeat "):
            block, times = [], int(line.split()[1])
        elif line == "@end\n":
            out += [repeated(each, n) for n in range(times) for each in block]
            block = None
        elif block is None:
            out.append(repeated(line, 0))
        else:
            block.append(line)
    return "".join(out)


def all_bombs():
    return [Bomb(path) for path in sorted(HERE.glob("*.bomb"))]

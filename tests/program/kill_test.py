"""kill -9 at random times while posts come by HTTP and from a file: what was answered 2xx has its
consequences, once; the feed's numbers are dense; the engine is ready again quickly."""

import http.client
import os
import random
import threading
import time

from program import (BRANDS, PACK, SEED, Running, check, complaint, equal, scratch, write_lines)

rounds = int(os.environ.get("TOCSIN_TEST_ROUNDS", "25"))
ready_most = float(os.environ.get("TOCSIN_TEST_READY_SECONDS", "2"))
from_file = 40_000


def feed_posts(engine, first, acknowledged, stop):
    """Posts on one connection after the other until the engine dies. Only what was answered 2xx
    is promised."""
    number = first
    while not stop.is_set():
        batch = [complaint(number + i) for i in range(5)]
        try:
            status, _ = engine.post(batch, timeout=5)
        except (OSError, http.client.HTTPException):
            return
        if status // 100 == 2:
            acknowledged.update(post["id"] for post in batch)
        number += len(batch)


with scratch() as home:
    write_lines(home / "recorded.ndjson",
                ({**complaint(f"f{i}"), "source": "recorded"} if i % 40 == 0 else
                 {**complaint(f"f{i}", "nothing of interest"), "source": "recorded"}
                 for i in range(from_file)))
    config = home / "tocsin.yaml"
    config.write_text(
        f"data: {home}/data\npacks: [{PACK}]\n{BRANDS.read_text()}"
        f"sources:\n  - {{name: recorded, kind: file, files: [{home}/recorded.ndjson], wire: posts}}\n"
        "limits:\n  disk_floor: 0\n")
    chance = random.Random(SEED)
    acknowledged, ready = set(), []
    for turn in range(rounds):
        with Running(home, "serve", "--config", config) as engine:
            ready.append(engine.ready_after)
            stop = threading.Event()
            writers = [threading.Thread(target=feed_posts, args=(
                engine, (turn * 4 + w) * 100_000, acknowledged, stop)) for w in range(2)]
            for writer in writers:
                writer.start()
            time.sleep(chance.uniform(0.02, 0.6))
            engine.kill()
            stop.set()
            for writer in writers:
                writer.join()
    check(len(acknowledged) > rounds * 5, f"only {len(acknowledged)} posts were acknowledged")

    with Running(home, "serve", "--config", config) as engine:
        ready.append(engine.ready_after)
        expected = {f"pf{i}" for i in range(0, from_file, 40)}
        until = time.monotonic() + 120
        while True:
            alerts = engine.alerts()
            raised = [alert["post"]["id"] for alert in alerts]
            if expected <= set(raised) or time.monotonic() > until:
                break
            time.sleep(0.2)
        missing = (acknowledged | expected) - set(raised)
        check(not missing, f"{len(missing)} posts have no alert: {sorted(missing)[:5]}")
        equal(len(raised), len(set(raised)), "posts with alerts")
        events = engine.feed()
        equal([e["seq"] for e in events], list(range(1, len(events) + 1)), "numbers of the feed")
        told = [e["alert"]["id"] for e in events if e["kind"] == "alert.raised"]
        equal(len(told), len(set(told)), "alerts told")
        equal(set(told), {alert["id"] for alert in alerts}, "alerts on the feed")
        equal(engine.stop(), 0, "exit code of an orderly stop")
    ready.sort()
    print(f"{rounds} kills, {len(acknowledged)} posts acknowledged, {len(raised)} alerts, "
          f"{len(events)} events; ready after {ready[len(ready) // 2]:.2f} s (median), "
          f"{ready[-1]:.2f} s (worst)")
    check(ready[-1] < ready_most, f"ready only after {ready[-1]:.2f} s")

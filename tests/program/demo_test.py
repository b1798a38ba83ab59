"""The demo needs nothing, raises alerts within seconds, and leaves nothing behind."""

import pathlib
import time

from program import Running, check, equal, scratch

with scratch() as home:
    with Running(home, "demo", "--speed", 2000, "--seed", 3) as engine:
        until = time.monotonic() + 60
        while len(engine.alerts()) < 5:
            check(time.monotonic() < until, f"no five alerts within a minute:\n{engine.said()}")
            time.sleep(0.1)
        alerts = engine.alerts()
        equal({alert["brand"] for alert in alerts}, {"acme"}, "brands")
        status, page = engine.get("/")
        equal(status, 200, "/")
        check("<html" in page, "the page is no page")
        check("tocsin_posts_total" in engine.get("/metrics")[1], "no metrics")
        equal(engine.stop(), 0, "exit code")
    left = [str(path) for path in pathlib.Path(home).glob("tocsin-*")]
    equal(left, [], "left behind")
    print(f"{len(alerts)} alerts")

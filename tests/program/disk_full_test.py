"""A disk that fills up: no crash, nothing acknowledged is lost, ingest says 503 and why, and goes
on without a restart when there is room."""

import os
import subprocess
import time

from program import BRANDS, PACK, Running, check, complaint, equal, scratch, skip

if os.geteuid() != 0:
    skip("only root may mount a small disk")


def fill(path):
    with open(path, "wb", buffering=0) as filler:
        for size in (1 << 20, 1 << 12):
            try:
                while filler.write(b"x" * size):
                    pass
            except OSError:
                pass


with scratch() as home:
    disk = home / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", str(disk)],
                      capture_output=True).returncode != 0:
        skip("a tmpfs cannot be mounted here")
    try:
        config = home / "tocsin.yaml"
        config.write_text(f"data: {disk}/data\npacks: [{PACK}]\n{BRANDS.read_text()}"
                          "limits:\n  disk_floor: 0\n")
        acknowledged, number = set(), 0

        def send(count):
            global number, waited
            batch = [complaint(number + i) for i in range(count)]
            number += count
            began = time.monotonic()
            status, body = engine.post(batch, timeout=60)
            waited = time.monotonic() - began
            if status // 100 == 2:
                acknowledged.update(post["id"] for post in batch)
            return status, body

        def fill_up():
            """Until ingest is refused; how many requests that took."""
            statuses = []
            until = time.monotonic() + 90
            while time.monotonic() < until and 503 not in statuses[-1:]:
                # Again and again: the store gives up its ballast, and that is taken too.
                fill(disk / f"filler{len(statuses)}")
                statuses.append(send(200)[0])
            check(503 in statuses, f"a full disk is never told: {statuses[-5:]}")
            # Whoever waits for what cannot be written is not kept until the deadline of 30 s.
            check(waited < 5, f"a full disk is told after {waited:.1f} s")
            return len(statuses)

        with Running(home, "serve", "--config", config, "--source", "none") as engine:
            equal(send(50)[0] // 100, 2, "ingest with room")
            requests = fill_up()
            status, body = engine.get("/readyz")
            equal(status, 503, "/readyz on a full disk")
            check("space" in body or "full" in body or "disk" in body, f"no reason: {body}")
            check(engine.process.poll() is None, f"the engine has ended:\n{engine.said()}")
            for filler in disk.glob("filler*"):
                filler.unlink()
            until = time.monotonic() + 60
            while engine.get("/readyz")[0] != 200:
                check(time.monotonic() < until, f"does not recover: {engine.get('/readyz')}")
                time.sleep(0.1)
            equal(send(50)[0] // 100, 2, "ingest with room again")
            raised = [alert["post"]["id"] for alert in engine.alerts()]
            check(acknowledged <= set(raised), f"lost: {sorted(acknowledged - set(raised))[:5]}")
            equal(len(raised), len(set(raised)), "posts with alerts")
            events = engine.feed()
            equal([e["seq"] for e in events], list(range(1, len(events) + 1)), "feed numbers")
            equal(engine.stop(), 0, "exit code")

        # Told to stop while nothing can be written, it does not wait for room without end.
        with Running(home, "serve", "--config", config, "--source", "none") as engine:
            fill_up()
            equal(engine.stop(timeout=60), 75, "exit code of a stop that cannot be orderly")
            check("could not be made durable within" in engine.said(), f"it does not say why: {engine.said()[-500:]}")
        for filler in disk.glob("filler*"):
            filler.unlink()
        with Running(home, "serve", "--config", config, "--source", "none") as engine:
            raised = [alert["post"]["id"] for alert in engine.alerts()]
            check(acknowledged <= set(raised), f"lost: {sorted(acknowledged - set(raised))[:5]}")
            equal(len(raised), len(set(raised)), "posts with alerts")
            equal(engine.stop(), 0, "exit code afterwards")
        print(f"{len(acknowledged)} acknowledged, {len(raised)} alerts; full after "
              f"{requests} requests, recovered without a restart")
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)

"""A replay gives the same alerts, to the byte, with any number of readers, and after any number of
interruptions."""

import os
import random
import time
import json

from program import BRANDS, PACK, SEED, TOCSIN, check, equal, must, run, run_and_kill, scratch

posts = int(os.environ.get("TOCSIN_TEST_POSTS", "60000"))


def replay(home, day, name, *more):
    out = home / f"{name}.ndjson"
    answer, _ = must(home, "replay", day, "--packs", PACK, "--brands", BRANDS, "--alerts-out", out,
                     "--json", *more)
    return out.read_bytes(), json.loads(answer)


with scratch() as home:
    day = home / "day.ndjson"
    must(home, "traffic", "--out", day, "--posts", posts, "--seed", 11)
    frames = sum(1 for _ in open(day))

    began = time.monotonic()
    alerts, one = replay(home, day, "one", "--readers", 1)
    whole_run = time.monotonic() - began
    check(alerts.count(b"\n") > posts / 500, f"only {alerts.count(10)} alerts")
    equal(one["rejected"], {}, "rejected")
    equal(one["posts"] + one["retractions"] + sum(one["other"].values()), frames, "frames")
    for readers in (2, 4):
        same, summary = replay(home, day, f"readers{readers}", "--readers", readers)
        check(same == alerts, f"{readers} readers give other alerts than one")
        for what in ("posts", "retractions", "other", "findings", "alerts", "repeats"):
            equal(summary[what], one[what], f"{what} with {readers} readers")
    print(f"{posts} posts, {one['alerts']} alerts, {one['posts_per_second']:.0f} posts a second: "
          "1, 2 and 4 readers agree")

    # Killed at random times, and begun again, until it comes to its end.
    chance = random.Random(SEED)
    kills, data = run_and_kill(home, lambda data: [
        TOCSIN, "replay", str(day), "--packs", str(PACK), "--brands", str(BRANDS), "--data", str(data), "--readers", "2"],
        whole_run, chance, most=12)
    same, _ = replay(home, day, "killed", "--data", data)
    check(same == alerts, f"{kills} kills changed the alerts")
    print(f"killed {kills} times: the same alerts")

    again, summary = replay(home, day, "killed", "--data", data)
    check(again == alerts, "a finished replay changed the alerts")
    equal((summary["posts"], summary["already_done"]), (0, True), "a finished replay")
    code, out, err = run(home, "replay", day, "--packs", PACK, "--brands", BRANDS, "--data", data)
    check("was read by an earlier run" in out + err, f"does not say that it was read: {out}{err}")

    # What is wrong is told before the work, and what was not read is not said to be.
    empty = home / "empty.ndjson"
    empty.write_bytes(b"")
    none, summary = replay(home, empty, "empty")
    equal((none, summary["posts"], summary["already_done"]), (b"", 0, False), "an empty recording")
    for arguments, says in (((home,), "is a folder"), ((home / "none.ndjson",), "there is no such file"),
                            ((day, "--alerts-out", home / "none" / "a.ndjson"), "cannot be written there")):
        code, out, err = run(home, "replay", *arguments)
        equal((code, out), (2, ""), f"replay {arguments}: {err}")
        check(says in err, f"does not say {says!r}: {err}")
    check(not list(home.glob("*.partial")), "something unfinished was left behind")

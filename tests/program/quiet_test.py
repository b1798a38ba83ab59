"""Rules that storm are quieted at the same posts, whoever reads them, however often, and with any interruption."""

import datetime
import json
import random
import time

from program import SEED, TOCSIN, check, equal, must, run_and_kill, scratch, write_lines

PACK = """pack: shop
title: A shop
version: 1
rules:
  - {id: storms, title: Storms now and then, signal: complaint, severity: low, status: live, when: '"broken"'}
  - {id: wide, title: Finds too much, signal: question, severity: low, status: live, when: '"please"'}
  - {id: steady, title: Now and then, signal: churn, severity: low, status: live, when: '"leaving"'}
  - {id: never, title: Is never quieted, signal: press, severity: low, status: live, when: '"reporter"'}
"""
CONFIG = """packs: [shop.yaml]
quiet: {of_last: 2000, share: 0.2, alerts_per_minute: 30, never: [shop/never]}
"""
NOON = datetime.datetime(2026, 11, 21, 12)
POSTS = 60_000


def text_of(number):
    minute = number // 200  # ten posts a second
    if minute % 20 in (7, 8) and number % 3 == 0:
        return "it is broken"
    if 20_000 < number < 32_000 and number % 3 == 1:
        return "please please please"
    if number % 997 == 0:
        return "I am leaving"
    if minute % 50 == 9:
        return "a reporter asks"
    return f"nothing of interest in number {number}"


def posts():
    for number in range(POSTS):
        at = NOON + datetime.timedelta(milliseconds=100 * number)
        yield {"id": f"p{number}", "source": "demo", "text": text_of(number), "author": {"id": f"a{number % 5000}"},
               "created_at": at.isoformat() + "Z"}


with scratch() as home:
    day = home / "day.ndjson"
    write_lines(day, posts())
    (home / "shop.yaml").write_text(PACK)
    config = home / "tocsin.yaml"
    config.write_text(CONFIG)

    def replay(name, *more):
        out = home / f"{name}.ndjson"
        must(home, "replay", day, "--config", config, "--alerts-out", out, "--json", *more)
        return out.read_bytes()

    began = time.monotonic()
    alerts = replay("one", "--readers", 1)
    whole_run = time.monotonic() - began
    by_rule = {}
    for line in alerts.splitlines():
        alert = json.loads(line)
        by_rule.setdefault(alert["rule"], []).append("quieted" in alert)
    counts = {rule: (len(all_), sum(all_)) for rule, all_ in by_rule.items()}
    storms, wide = by_rule["shop/storms"], by_rule["shop/wide"]
    check(sum(storms) > 100 and storms.count(False) > 100, counts)
    check(sum(wide) > 100 and wide.count(False) > 20, counts)
    check(any(a and not b for a, b in zip(storms, storms[1:])), "a rule that was quieted is heard again")
    equal((sum(by_rule["shop/steady"]), sum(by_rule["shop/never"])), (0, 0), "quieted of the others")
    without = home / "loud.yaml"
    without.write_text(CONFIG.replace("alerts_per_minute: 30", "alerts_per_minute: 100000").replace("share: 0.2", "share: 1"))
    out = home / "loud.ndjson"
    must(home, "replay", day, "--config", without, "--alerts-out", out)
    check(b'"quieted"' not in out.read_bytes(), "the configuration decides")

    for readers in (2, 4):
        check(replay(f"readers{readers}", "--readers", readers) == alerts, f"{readers} readers quiet other alerts than one")

    chance = random.Random(SEED)
    kills, data = run_and_kill(home, lambda data: [
        TOCSIN, "replay", str(day), "--config", str(config), "--data", str(data), "--readers", "2"],
        whole_run, chance, most=10)
    check(replay("killed", "--data", data) == alerts, f"{kills} kills changed what is quieted")
    print(f"{POSTS} posts; alerts and quieted ones by rule: {counts}; the same with 1, 2 and 4 readers and {kills} kills")

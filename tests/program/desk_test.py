"""People at the desk of the real program: claims, undo, bulk, presence and the feed's answers; and
kill -9 between an action and its answer: the key that is sent again is done once, and what was
answered is there. Timers ring after a kill, once."""

import csv
import http.client
import io
import json
import random
import threading
import time

from program import BRANDS, PACK, SEED, Feed, Running, check, complaint, equal, scratch

rounds = 8
base = "/api/v1/alerts/"


def ask(engine, path, fields=None, key=None, timeout=15):
    connection = http.client.HTTPConnection("127.0.0.1", engine.port, timeout=timeout)
    try:
        headers = {"Content-Type": "application/json", **({"Idempotency-Key": key} if key else {})}
        connection.request("POST", path, json.dumps(fields or {}), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def alert_of(engine, number):
    return next(a for a in engine.alerts() if a["post"]["id"] == f"p{number}")


def fetch(engine, alert):
    return json.loads(engine.get(base + alert)[1])


def hello(engine):
    """A client of the feed that has had its `live`."""
    feed = Feed(engine.port)
    feed.send({"type": "hello"})
    messages = feed.messages()
    for message in messages:
        if message["type"] == "live":
            return feed, messages


def at_the_desk(engine):
    engine.post([complaint(i) for i in range(6)])
    ids = [alert_of(engine, i)["id"] for i in range(6)]

    status, done = ask(engine, base + ids[0] + "/claim")
    equal(status, 200, "claim")
    equal(done["alert"]["assignee"]["user"], "local", "assignee")
    check("undo_until" in done and done["seq"] > 6, f"claim: {done}")
    status, again = ask(engine, base + ids[0] + "/claim")
    equal((status, "action" in again), (200, False), "claimed twice")
    status, undone = ask(engine, f"/api/v1/actions/{done['action']}/undo")
    equal((status, "assignee" in undone["alert"]), (200, False), "undone")
    status, no = ask(engine, f"/api/v1/actions/{done['action']}/undo")
    equal(status, 409, "undone twice")
    check("already undone by this machine" in no["detail"] and no["by"]["user"] == "local", no)

    for path, fields, wanted in [
            ("/dance", {}, 404), ("/snooze", {}, 422), ("/resolve", {"outcome": "bored"}, 422),
            ("/note", {"text": 7}, 422), ("/assign", {"to": "u_nobody"}, 422),
            ("/claim", {"for": "1h"}, 422)]:
        equal(ask(engine, base + ids[0] + path, fields)[0], wanted, f"{path} {fields}")
    equal(ask(engine, base + "al_none/claim")[0], 404, "no such alert")

    equal(ask(engine, base + ids[1] + "/note", {"text": "called <b>back</b>"})[0], 200, "note")
    equal(ask(engine, base + ids[1] + "/tag", {"add": ["vip"]})[0], 200, "tag")
    status, bulk = ask(engine, base + "bulk", {"action": "dismiss", "outcome": "spam",
                                               "alerts": ids[1:4] + ["al_" + "0" * 26]})
    equal((status, bulk["done"], len(bulk["skipped"])), (200, 3, 1), "bulk")
    equal(json.loads(engine.get("/api/v1/alerts?state=dismissed&tag=vip")[1])["alerts"][0]["id"],
          ids[1], "filtered by tag")
    case = json.loads(engine.get("/api/v1/cases/" + fetch(engine, ids[1])["case"])[1])
    equal([line["kind"] for line in case["timeline"]], ["noted", "tagged", "dismissed"], "timeline")
    equal(case["timeline"][0]["text"], "called <b>back</b>", "note")
    status, undone = ask(engine, f"/api/v1/actions/{bulk['action']}/undo")
    equal((status, undone["done"]), (200, 3), "bulk undone")
    equal(fetch(engine, ids[2])["state"], "open", "after the undo")

    moves_and_lists(engine, ids)
    one, told_one = hello(engine)
    two, told_two = hello(engine)
    one.send({"type": "do", "id": "c1", "action": "claim", "alert": ids[4]})
    seen = []
    for message in told_one:
        seen.append(message)
        if message["type"] in ("done", "failed"):
            break
    equal([m["type"] for m in seen], ["event", "done"], "done follows its event")
    equal((seen[0]["kind"], seen[0]["seq"]), ("alert.claimed", seen[1]["seq"]), "the event")
    equal(seen[0]["by"]["name"], "this machine", "by")
    one.send({"type": "do", "id": "c2", "action": "snooze", "alert": ids[4]})
    failed = next(m for m in told_one if m["type"] == "failed")
    equal((failed["id"], failed["status"]), ("c2", 422), "failed")
    one.send({"type": "seeing", "case": case["id"], "typing": True})
    here = next(m for m in told_two if m["type"] == "presence")
    equal(here["who"], [{"user": "local", "name": "this machine", "typing": True}], "presence")
    late, told_late = hello(engine)
    equal(next(m for m in told_late if m["type"] == "presence")["case"], case["id"], "on arrival")
    one.stream.close()
    one.socket.close()
    gone = next(m for m in told_two if m["type"] == "presence")
    equal(gone["who"], [], "presence of a socket that went")
    for feed in (two, late):
        feed.socket.close()


def moves_and_lists(engine, ids):
    cases = [fetch(engine, alert)["case"] for alert in ids[2:4]]
    for _ in range(2):
        status, merged = ask(engine, f"/api/v1/cases/{cases[0]}/merge", {"into": cases[1]})
        equal((status, merged["case"]), (200, cases[1]), "merge")
    equal(fetch(engine, ids[2])["outcome"], "duplicate", "the merged case's alert")
    equal(len(fetch(engine, ids[3])["findings"]), 2, "findings of both")
    status, split = ask(engine, f"/api/v1/cases/{cases[1]}/split", {"posts": ["p2"]})
    equal(status, 200, f"split: {split}")
    fresh = json.loads(engine.get("/api/v1/cases/" + split["case"])[1])
    equal([post["id"] for post in fresh["posts"]], ["p2"], "posts of the new case")
    equal(ask(engine, f"/api/v1/cases/{cases[1]}/split", {"posts": ["nope"]})[0], 422, "no such post")

    formula = "=HYPERLINK(\"http://evil.example\",\"acme, my line is broken\")"
    engine.post([complaint("f", formula), complaint("t", "\t=1 acme, my line is broken")])
    status, body = engine.get("/api/v1/alerts.csv?brand=acme")
    rows = list(csv.DictReader(io.StringIO(body, newline="")))
    texts = {row["post_id"]: row["text"] for row in rows}
    equal((status, texts["pf"], texts["pt"]),
          (200, "'" + formula, "'\t=1 acme, my line is broken"), "formulas in CSV")
    equal(len(rows), len(engine.alerts()), "rows")
    lines = engine.get("/api/v1/alerts.ndjson")[1].splitlines()
    equal([json.loads(line)["id"] for line in lines], [row["id"] for row in rows], "NDJSON")
    equal(len(list(csv.reader(io.StringIO(engine.get("/api/v1/cases.csv")[1])))) - 1,
          len(engine.get("/api/v1/cases.ndjson")[1].splitlines()), "cases")
    equal(engine.get("/api/v1/alerts.csv?what=1")[0], 400, "an unknown parameter")

    found = json.loads(engine.get("/api/v1/posts?q=ACME%20hyperlink")[1])
    equal([post["id"] for post in found["posts"]], ["pf"], "search")
    page = json.loads(engine.get("/api/v1/posts?limit=2")[1])
    following = json.loads(engine.get(f"/api/v1/posts?limit=200&cursor={page['next']}")[1])
    equal(len({post["id"] for post in page["posts"] + following["posts"]}),
          len(page["posts"]) + len(following["posts"]), "pages of a search")
    equal(engine.get("/api/v1/posts?cursor=x")[0], 400, "a wrong cursor")
    author = json.loads(engine.get("/api/v1/authors/test/af")[1])
    equal((author["handle"], [post["id"] for post in author["posts"]]), ("hf", ["pf"]), "author")
    equal(engine.get("/api/v1/authors/test/nobody")[0], 404, "no such author")


def keep_acting(engine, ids, first, answered, stop):
    """Notes with keys until the engine dies; the one under way is sent again after it."""
    number = first
    while not stop.is_set():
        key = f"k{number}"
        try:
            status, body = ask(engine, base + ids[number % len(ids)] + "/note",
                               {"text": f"n{number}"}, key, timeout=5)
        except (OSError, http.client.HTTPException, ValueError):
            answered.append((number, None))
            return
        if status == 200:
            answered.append((number, body["action"]))
        number += 1


with scratch() as home:
    arguments = ["serve", "--packs", PACK, "--brands", BRANDS, "--source", "none",
                 "--data", home / "data"]
    with Running(home, *arguments) as engine:
        at_the_desk(engine)
        engine.post([complaint(i) for i in range(10, 14)])
        ids = [alert_of(engine, i)["id"] for i in range(10, 14)]
        timed = ids.pop()
        equal(ask(engine, base + timed + "/snooze", {"for": "8s"})[0], 200, "snooze")
        snoozed_at = time.monotonic()
        engine.kill()

    chance, answered = random.Random(SEED), []
    for turn in range(rounds):
        with Running(home, *arguments) as engine:
            stop = threading.Event()
            writers = [threading.Thread(target=keep_acting, args=(
                engine, ids, (turn * 2 + w) * 10_000, answered, stop)) for w in range(2)]
            for writer in writers:
                writer.start()
            time.sleep(chance.uniform(0.05, 0.5))
            engine.kill()
            stop.set()
            for writer in writers:
                writer.join()

    with Running(home, *arguments) as engine:
        for number, action in answered:
            status, body = ask(engine, base + ids[number % len(ids)] + "/note",
                               {"text": f"n{number}"}, f"k{number}")
            equal(status, 200, f"k{number} again")
            if action:
                equal(body["action"], action, f"k{number}: the same answer")
        notes = []
        for alert in ids:
            case = json.loads(engine.get("/api/v1/cases/" + fetch(engine, alert)["case"])[1])
            lines = [line for line in case["timeline"] if line["kind"] == "noted"]
            notes += [line["text"] for line in lines]
            check(len(lines) == min(500, fetch(engine, alert)["notes"]), "notes counted")
        equal(len(notes), len(set(notes)), "notes done twice")
        if all(fetch(engine, a)["notes"] <= 500 for a in ids):
            equal(sorted(notes), sorted(f"n{n}" for n, _ in answered), "notes")
        time.sleep(max(0.0, 10 - (time.monotonic() - snoozed_at)))
        equal(fetch(engine, timed)["state"], "open", "snoozed through kills")
        events = engine.feed()
        woken = [e for e in events if e["kind"] == "alert.reopened" and e["alert"]["id"] == timed]
        equal(len(woken), 1, "wakings")
        told = [e["seq"] for e in events if e["kind"] == "alert.noted" and e["alert"]["id"] in ids]
        equal(len(told), len(answered), "notes told")
        equal(engine.stop(), 0, "exit code")
    unanswered = sum(1 for _, action in answered if not action)
    print(f"{rounds} kills, {len(answered)} actions with keys, {unanswered} of them unanswered when "
          "killed; each done once")

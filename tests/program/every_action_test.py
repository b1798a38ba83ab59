"""Every action of the desk made twice, on a stale version, by somebody whose right was just taken away, and cut off by
kill -9 between the action and its answer: one effect, one clear answer, and the feed says which."""

import concurrent.futures
import json
import random
import socket
import time

from program import BRANDS, PACK, SEED, Feed, check, complaint, equal, must, scratch
from staff import Person, Staffed, hire

chance = random.Random(SEED)
base = "/api/v1/alerts/"


class Action:
    """How an action is asked for, on an alert that `before` has made ready for it."""

    def __init__(self, name, kind, body=None, before=(), moves=True):
        self.name, self.kind, self.body, self.before, self.moves = name, kind, body or {}, before, moves

    def ask(self, who, alert, key=None, version=None):
        body = dict(self.body) | ({"version": version} if version is not None else {})
        headers = {"Idempotency-Key": key} if key else {}
        return who.ask("POST", f"{base}{alert}/{self.name}", body, headers)


ACTIONS = [
    Action("claim", "alert.claimed"),
    Action("release", "alert.released", before=[("claim", {})]),
    Action("assign", "alert.assigned", {"to": "BO"}),
    Action("ack", "alert.acked", {"for": "1h"}),
    Action("snooze", "alert.snoozed", {"for": "2h"}),
    Action("note", "alert.noted", {"text": "called back"}, moves=False),
    Action("tag", "alert.updated", {"add": ["vip"]}, moves=False),
    Action("resolve", "alert.resolved", {"outcome": "helped"}),
    Action("dismiss", "alert.dismissed", {"outcome": "spam"}),
    Action("reopen", "alert.reopened", before=[("resolve", {"outcome": "helped"})]),
    Action("follow-up", "alert.updated", {"for": "3h"}, moves=False),
]


class Desk:
    def __init__(self, home):
        self.posts = 0
        self.token = must(home, "token", "add", "ingest", "--scope", "ingest", "--scope", "read", "--data",
                          home / "data")[0].strip()

    def alert(self, who):
        """Of a new complaint."""
        self.posts += 1
        status, said = who.engine.post([complaint(self.posts)], headers={"Authorization": f"Bearer {self.token}"})
        equal(status, 200, f"ingest: {said}")
        alerts = who.ask("GET", "/api/v1/alerts?limit=200")[1]["alerts"]
        return next(a["id"] for a in alerts if a["post"]["id"] == f"p{self.posts}")

    def ready(self, who, action):
        alert = self.alert(who)
        for name, body in action.before:
            equal(who.ask("POST", f"{base}{alert}/{name}", body)[0], 200, f"{name} before {action.name}")
        return alert

    def events(self, engine, alert, kind):
        feed = Feed(engine.port, {"Authorization": f"Bearer {self.token}"})
        return [e for e in feed.events(0) if e["kind"] == kind and e.get("alert", {}).get("id") == alert]


def version_of(who, alert):
    return who.ask("GET", base + alert)[1]["version"]


def made_twice(desk, ann):
    for action in ACTIONS:
        alert = desk.ready(ann, action)
        first = action.ask(ann, alert, "k-" + action.name)
        again = action.ask(ann, alert, "k-" + action.name)
        equal(first[0], 200, f"{action.name}: {first}")
        equal((again[0], again[1].get("action")), (200, first[1]["action"]), f"{action.name} again")
        equal(len(desk.events(ann.engine, alert, action.kind)), 1, f"{action.name} twice: events")
        status, other = ann.ask("POST", f"{base}{alert}/note", {"text": "another thing"},
                                {"Idempotency-Key": "k-" + action.name})
        check(status in (409, 422), f"the key of {action.name} for another thing: {status} {other}")
        # Undone twice, with a key and without.
        path = f"/api/v1/actions/{first[1]['action']}/undo"
        undone = [ann.ask("POST", path, {}, {"Idempotency-Key": "u-" + action.name}) for _ in range(2)]
        equal([status for status, _ in undone], [200, 200], f"{action.name} undone twice with a key: {undone}")
        status, no = ann.ask("POST", path, {})
        equal(status, 409, f"{action.name} undone again")
        check("undone" in no["detail"], no)


def at_the_same_instant(desk, people):
    """Everybody does it at once: one is done, the others hear of whom and when."""
    for name, body in (("claim", {}), ("resolve", {"outcome": "helped"}), ("snooze", {"for": "1h"})):
        alert = desk.alert(people[0])
        with concurrent.futures.ThreadPoolExecutor(len(people)) as pool:
            answers = [pool.submit(who.ask, "POST", f"{base}{alert}/{name}", {**body, "version": 1}) for who in people]
            answers = [answer.result() for answer in answers]
        done = [said for status, said in answers if status == 200 and "action" in said]
        lost = [said for status, said in answers if status == 409]
        equal((len(done), len(lost)), (1, len(people) - 1), f"{name} at once: {answers}")
        for said in lost:
            check(said["by"]["name"] and said["at"], f"who and when: {said}")


def stale(desk, ann, bo, cy):
    for action in ACTIONS:
        if action.name == "reopen":
            continue  # what was resolved meanwhile may be reopened: that is what it is for
        alert = desk.ready(ann, action)
        seen = version_of(ann, alert)
        meanwhile = ("assign", {"to": cy.user}) if action.before else ("claim", {})
        equal(ann.ask("POST", f"{base}{alert}/{meanwhile[0]}", meanwhile[1])[0], 200, "meanwhile")
        status, said = action.ask(bo, alert, version=seen)
        if action.moves:
            equal(status, 409, f"{action.name} on a stale version: {said}")
            equal(said["by"]["name"], "ann", f"{action.name}: who")
            check(said["at"] and said["detail"], f"{action.name}: when: {said}")
            equal(desk.events(ann.engine, alert, action.kind)[1:], [], f"{action.name}: no effect")
        else:
            equal(status, 200, f"{action.name} takes nothing from anybody: {said}")


def if_match(desk, ann, bo):
    """The ETag that was seen stands for its version, as scripts know it from elsewhere."""
    alert = desk.alert(ann)
    seen = f'"{version_of(bo, alert)}"'
    for name in ("claim", "release"):
        equal(ann.ask("POST", f"{base}{alert}/{name}", {})[0], 200, name)
    status, said = bo.ask("POST", f"{base}{alert}/claim", {}, {"If-Match": seen})
    equal((status, said.get("by", {}).get("name")), (409, "ann"), f"claimed as it was: {said}")
    for wrong in ("3", '"x"', '""', 'W/"1"'):
        equal(bo.ask("POST", f"{base}{alert}/claim", {}, {"If-Match": wrong})[0], 422, f"If-Match: {wrong}")
    now = f'"{version_of(bo, alert)}"'
    equal(bo.ask("POST", f"{base}{alert}/claim", {}, {"If-Match": now})[0], 200, "claimed as it is")


def right_just_taken(desk, root, ann):
    alerts = [desk.ready(ann, action) for action in ACTIONS]
    feed = Feed(ann.engine.port, {**ann.fields(), "Origin": f"http://127.0.0.1:{ann.engine.port}"})
    feed.send({"type": "hello"})
    feed.until("live")
    changed = root.ask("PATCH", f"/api/v1/users/{ann.user}", {"role": "viewer"})
    equal(changed[0], 200, f"made a viewer: {changed}")
    for action, alert in zip(ACTIONS, alerts):
        before = len(desk.events(ann.engine, alert, action.kind))
        status, said = action.ask(ann, alert, "r-" + action.name)
        equal((status, said["code"]), (401, "session"), f"{action.name} when the right was gone: {said}")
        equal(len(desk.events(ann.engine, alert, action.kind)), before, f"{action.name}: no effect")
    equal(feed.close_code(), 1008, "her page")
    ann.sign_in()
    for action, alert in zip(ACTIONS, alerts):
        status, said = action.ask(ann, alert, "r-" + action.name)
        equal((status, said["code"]), (403, "right"), f"{action.name} of a viewer: {said}")
    equal(root.ask("PATCH", f"/api/v1/users/{ann.user}", {"role": "lead"})[0], 200, "made a lead")
    ann.sign_in()


def fire(engine, who, method, path, body, key):
    """Sends, and waits for nothing."""
    text = json.dumps(body)
    fields = "".join(f"{name}: {value}\r\n" for name, value in who.fields().items())
    connection = socket.create_connection(("127.0.0.1", engine.port), timeout=5)
    connection.sendall(
        (f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{engine.port}\r\n{fields}Content-Type: application/json\r\n"
         f"Idempotency-Key: {key}\r\nContent-Length: {len(text)}\r\n\r\n{text}").encode())
    return connection


def killed(home, serve, desk, rounds):
    """Whether it was done or not, asked for again it is done, once."""
    before_kill = {True: 0, False: 0}
    for turn in range(rounds):
        asked = []
        with Staffed(home, *serve) as engine:
            ann = Person(engine, "ann").sign_in()
            ready = [(action, desk.ready(ann, action)) for action in ACTIONS]
            cases = [ann.ask("GET", base + desk.alert(ann))[1]["case"] for _ in range(2)]
            chance.shuffle(ready)
            for action, alert in ready:
                asked.append(("POST", f"{base}{alert}/{action.name}", action.body, f"x{turn}-{action.name}", action, alert))
            asked.append(("POST", f"/api/v1/cases/{cases[0]}/merge", {"into": cases[1]}, f"x{turn}-merge", None, None))
            asked.append(("POST", "/api/v1/saved-answers", {"name": f"n{turn}", "text": "hello"}, f"x{turn}-saved", None, None))
            open_ = [fire(engine, ann, *what[:4]) for what in asked]
            time.sleep(chance.uniform(0, 0.03))
            engine.kill()
            for connection in open_:
                connection.close()
        with Staffed(home, *serve) as engine:
            ann.engine = engine
            for method, path, body, key, action, alert in asked:
                if action:
                    before_kill[len(desk.events(engine, alert, action.kind)) == 1] += 1
                answers = [ann.ask(method, path, body, {"Idempotency-Key": key}) for _ in range(2)]
                check(all(status in (200, 201) for status, _ in answers), f"{path} after a kill: {answers}")
                if action:
                    equal(answers[0][1].get("action"), answers[1][1].get("action"), f"{path}: the same answer")
                    equal(len(desk.events(engine, alert, action.kind)), 1, f"{path}: events after a kill")
            saved = ann.ask("GET", "/api/v1/saved-answers")[1]["saved_answers"]
            equal(sum(answer["name"] == f"n{turn}" for answer in saved), 1, "saved answers after a kill")
            equal(ann.ask("GET", f"/api/v1/cases/{cases[0]}")[1].get("merged_into"), cases[1], "merged")
            must(home, "audit", "verify", "--data", home / "data")
            engine.kill()
    return before_kill


with scratch() as home:
    hire(home, root="admin", ann="lead", bo="lead", cy="lead", di="lead")
    desk = Desk(home)
    serve = ("serve", "--packs", PACK, "--brands", BRANDS, "--source", "none", "--data", home / "data")
    with Staffed(home, *serve) as engine:
        people = {login: Person(engine, login).sign_in() for login in ("root", "ann", "bo", "cy", "di")}
        next(a for a in ACTIONS if a.name == "assign").body["to"] = people["bo"].user
        made_twice(desk, people["ann"])
        at_the_same_instant(desk, [people[login] for login in ("ann", "bo", "cy", "di")])
        stale(desk, *(people[login] for login in ("ann", "bo", "cy")))
        if_match(desk, people["ann"], people["bo"])
        right_just_taken(desk, people["root"], people["ann"])
        equal(engine.stop(), 0, "exit code")
    cut = killed(home, serve, desk, 4)
print(f"{len(ACTIONS)} actions twice, at once, stale, without the right; killed with {cut[True]} done and {cut[False]} "
      "not: each done once")

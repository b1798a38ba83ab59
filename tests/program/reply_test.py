"""Answers of the real program, to platforms that break at every step: never two posts, and never a
silent none. Killed with -9 while it sends, the next run asks after the reply and settles it."""

import json
import os
import random
import time

from platforms import FakeMastodon, FakePds
from program import PACK, SEED, check, equal, run, scratch
from reply_desk import ask, begin, case_of, complaint, reply_of, send, serve, settled

canary = "app-pass"


def configure(home, pds, mastodon, approval="[]"):
    for name, secret in (("password", canary), ("token", "secret-token")):
        (home / name).write_text(secret + "\n")
        os.chmod(home / name, 0o600)
    file = home / "tocsin.yaml"
    file.write_text(f"""reply:
  bluesky: {{service: "{pds.url}", handle: us.test, password_file: password, private: true}}
  mastodon: {{service: "{mastodon.url}", token_file: token, private: true}}
  approval: {approval}
  undo: 0s
""")
    return file


def at_the_desk(engine, pds):
    post = complaint(1)
    case, reply = begin(engine, post, "Hi {name}")
    equal((reply["state"], reply["sendable"]), ("draft", False), "unfilled")
    equal(send(engine, case, reply)[0], 422, "unfilled is not sent")
    status, no = ask(engine, "POST", f"/api/v1/cases/{case}/replies", {"text": "me too"})
    equal((status, no["by"]["user"]), (409, "local"), "two pending")
    path = f"/api/v1/cases/{case}/replies/{reply['id']}"
    status, edited = ask(engine, "PUT", path, {"text": "Hi Jo @everyone, https://acme.test/a"})
    equal((status, edited["reply"]["sendable"]), (200, True), "filled")
    equal(send(engine, case, reply)[0], 200, "send")
    equal(send(engine, case, reply)[0], 200, "sent twice")
    done = settled(engine, case)
    equal(done["state"], "sent", f"sent: {done}")
    record = list(pds.posts.values())[-1]
    equal(record["reply"]["parent"]["uri"], post["id"], "parent")
    check("@\u200beveryone" in record["text"], "nobody is called")
    equal(len(record["facets"]), 1, "facets")
    equal(pds.count("putRecord"), 1, "one attempt")
    whole = json.loads(engine.get("/api/v1/cases/" + case)[1])
    check("answered" in whole, "our answer stops the clock")
    kinds = [line["kind"] for line in whole["timeline"]]
    equal(kinds, ["reply.drafted", "reply.edited", "reply.sending", "reply.sent"], "timeline")
    # The same key drafts once; a post that we cannot answer says where to.
    other = complaint(2, "test")
    engine.post([other])
    case = case_of(engine, other)
    path = f"/api/v1/cases/{case}/replies"
    first = ask(engine, "POST", path, {"text": "x"}, key="k1")[1]["reply"]
    equal(ask(engine, "POST", path, {"text": "x"}, key="k1")[1]["reply"]["id"], first["id"], "key")
    equal((first["sendable"], first["open_on_platform"]), (False, other["url"]), "on the platform")
    equal(ask(engine, "POST", f"{path}/{first['id']}/cancel")[1]["reply"]["state"], "cancelled",
          "cancel")


def held(engine, pds):
    post = complaint(3)
    case, reply = begin(engine, post)
    engine.post([{"delete": {"id": post["id"], "source": "bluesky"}}])
    equal(reply_of(engine, case)["state"], "held", "held")
    equal(send(engine, case, reply)[0], 409, "held is not sent")
    check(any(e["kind"] == "case.reply" and "held" in e.get("text", "") for e in engine.feed()),
          "its author is told")
    edited = complaint(4)
    case, reply = begin(engine, edited)
    engine.post([{**edited, "text": "acme, my line is broken, and it was my dog"}])
    equal(reply_of(engine, case)["state"], "held", "held when edited")


def troubles(engine, platform, name, source, first):
    """Each step breaks once, in each way."""
    number = first
    steps = {"bluesky": ["createSession", "getRecord", "putRecord"], "mastodon": ["statuses"]}
    for step in steps[source]:
        for trouble in ("before", "after", "500", "429", "expired"):
            if trouble == "expired" and (source == "mastodon" or step == "createSession"):
                continue
            number += 1
            before = len(platform.posts)
            case, reply = begin(engine, complaint(number, source), f"Sorry, number {number}")
            platform.breaks = {step: [trouble]}
            if step == "createSession":  # where a session is needed again
                platform.breaks |= {"getRecord": ["expired"], "refreshSession": ["500"]}
            equal(send(engine, case, reply)[0], 200, "send")
            done = settled(engine, case)
            there = len(platform.posts) - before
            what = f"{source} {step} {trouble}: {done['state']} {done.get('why')}, {there} posts"
            print(what, flush=True)
            equal(there, 1 if done["state"] == "sent" else 0, what)
            if done["state"] == "failed":  # a person looks, and sends it again
                platform.breaks = {}
                check(done["why"], what)
                equal(send(engine, case, reply)[0], 200, "again")
                equal(settled(engine, case)["state"], "sent", what)
                equal(len(platform.posts) - before, 1, what)


def killed(home, file, pds, rounds):
    """kill -9 at a random moment of sending."""
    random.seed(SEED)
    number = 500
    for turn in range(rounds):
        number += 1
        stall = [None, "stall after", "stall before"][turn % 3]
        before = len(pds.posts)
        with serve(home, file) as engine:
            case, reply = begin(engine, complaint(number))
            pds.breaks = {"putRecord": [stall]}
            send(engine, case, reply)
            time.sleep(1.2 if stall else random.uniform(0, 0.5))
            engine.kill()
        pds.breaks = {}
        with serve(home, file) as engine:
            done = settled(engine, case)
            there = len(pds.posts) - before
            print(f"killed, {stall}: {done['state']}, {there} posts", flush=True)
            equal(there, 1 if done["state"] == "sent" else 0, f"after a kill: {done}")
            equal(engine.stop(), 0, "stop")


def main():
    with scratch() as home:
        pds, mastodon = FakePds(), FakeMastodon()
        file = configure(home, pds, mastodon)
        with serve(home, file) as engine:
            at_the_desk(engine, pds)
            held(engine, pds)
            troubles(engine, pds, "bluesky", "bluesky", 100)
            troubles(engine, mastodon, "mastodon", "mastodon", 200)
            said = engine.said()
            check(canary not in said and "secret-token" not in said, "no secret is told")
            equal(engine.stop(), 0, "stop")
        killed(home, file, pds, int(os.environ.get("TOCSIN_TEST_ROUNDS", 6)))
        # Approval: here everybody is one person, who never approves what he wrote.
        approving = configure(home, pds, mastodon, "[all]")
        with serve(home, approving) as engine:
            case, reply = begin(engine, complaint(900))
            equal(reply["needs_approval"], True, "approval")
            equal(send(engine, case, reply)[0], 409, "not approved")
            path = f"/api/v1/cases/{case}/replies/{reply['id']}/approve"
            equal(ask(engine, "POST", path)[0], 403, "one's own")
        os.chmod(home / "password", 0o644)
        code, _, err = run(home, "serve", "--config", file, "--data", home / "data", "--packs", PACK,
                           "--source", "none", "--listen", "127.0.0.1:0")
        equal(code, 78, f"a password that others may read: {err}")


main()

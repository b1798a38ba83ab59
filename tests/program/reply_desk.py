"""Answers as the tests of the reply desk ask for them."""

import http.client
import json
import time

from program import BRANDS, PACK, Running, check, equal


def ask(engine, method, path, fields=None, key=None):
    connection = http.client.HTTPConnection("127.0.0.1", engine.port, timeout=20)
    try:
        headers = {"Content-Type": "application/json", **({"Idempotency-Key": key} if key else {})}
        connection.request(method, path, json.dumps(fields or {}), headers)
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else {}
    finally:
        connection.close()


def serve(home, file):
    return Running(home, "serve", "--config", file, "--data", home / "data", "--packs", PACK,
                   "--brands", BRANDS, "--source", "none")


def complaint(number, source="bluesky"):
    post = f"at://did:plc:them/app.bsky.feed.post/{number}" if source == "bluesky" else str(number)
    return {"id": post, "source": source, "created_at": "2026-11-21T10:00:00Z",
            "text": f"acme, my line is broken, ticket {number}", "url": f"https://x.test/{number}",
            "author": {"id": f"a{number}", "handle": f"h{number}"}}


def case_of(engine, post):
    return next(a["case"] for a in engine.alerts() if a["post"]["id"] == post["id"])


def reply_of(engine, case):
    return json.loads(engine.get("/api/v1/cases/" + case)[1])["replies"][-1]


def settled(engine, case, within=40):
    until = time.monotonic() + within
    while time.monotonic() < until:
        reply = reply_of(engine, case)
        if reply["state"] in ("sent", "failed"):
            return reply
        time.sleep(0.1)
    check(False, f"never settled: {reply}")


def begin(engine, post, text="Sorry! Please see https://acme.test/help"):
    engine.post([post])
    case = case_of(engine, post)
    status, done = ask(engine, "POST", f"/api/v1/cases/{case}/replies", {"text": text})
    equal(status, 201, f"draft: {done}")
    return case, done["reply"]


def send(engine, case, reply):
    return ask(engine, "POST", f"/api/v1/cases/{case}/replies/{reply['id']}/send")

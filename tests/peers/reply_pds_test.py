"""Answers of the real program to a real PDS (npm), through a proxy that cuts the network, and spoils
the token, at each step; and kill -9 of the program while it sends: never two posts, and never a
silent none.

Opt-in, since installing the PDS takes minutes:
    tests/peers/setup-pds /tmp/pds && TOCSIN_PDS=/tmp/pds TOCSIN=build/quick/tocsin \\
        python3 tests/peers/reply_pds_test.py
Without TOCSIN_PDS it is skipped (77)."""

import atexit
import http.client
import json
import os
import pathlib
import random
import socket
import subprocess
import sys
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "program"))
from platforms import Platform  # noqa: E402
from program import BRANDS, PACK, SEED, Running, check, equal, scratch, skip  # noqa: E402

if not os.environ.get("TOCSIN_PDS"):
    skip("no real PDS: tests/peers/setup-pds FOLDER installs one (4 minutes), TOCSIN_PDS=FOLDER "
         "runs this test")
FOLDER = os.environ["TOCSIN_PDS"]
HERE = pathlib.Path(__file__).resolve().parent


def xrpc(port, method, name, fields=None, token=None, query=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    path = f"/xrpc/{name}" + ("?" + urllib.parse.urlencode(query) if query else "")
    headers = {"Content-Type": "application/json"} if fields is not None else {}
    if token:
        headers["Authorization"] = "Bearer " + token
    connection.request(method, path, json.dumps(fields) if fields is not None else None, headers)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read() or b"{}")


class Proxy(Platform):
    """Passes on to the PDS, and breaks as Platform says."""

    def __init__(self, port):
        self.port = port
        super().__init__()

    def forward(self, request, body, authorization):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {k: v for k, v in request.headers.items()
                   if k.lower() in ("content-type", "content-length")}
        if authorization:
            headers["Authorization"] = authorization
        connection.request(request.command, request.path, body, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b"{}")

    def answer(self, request, name, query, body):
        return self.forward(request, body, request.headers["Authorization"])

    def expired(self, request, body):
        return self.forward(request, body, "Bearer eyJhbGciOiJIUzI1NiJ9.e30.spoiled")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Pds:
    def __init__(self, home):
        directory, self.port = free_port(), free_port()
        self.process = subprocess.Popen(
            [f"{FOLDER}/node22", HERE / "pds_server.mjs", FOLDER, home / "pds",
             str(directory), str(self.port)], stdout=subprocess.PIPE, stderr=open(home / "pds.txt", "w"), text=True)
        atexit.register(self.process.kill)
        for line in self.process.stdout:
            if "ready" in line:
                break
        check(self.process.poll() is None, f"the PDS ended: {(home / 'pds.txt').read_text()}")
        self.us = self.account("ourcare")
        self.them = self.account("jodoe")

    def account(self, name):
        status, made = xrpc(self.port, "POST", "com.atproto.server.createAccount",
                            {"handle": f"{name}.test", "email": f"{name}@test.invalid",
                             "password": f"{name}-pass"})
        equal(status, 200, f"account: {made}")
        return made

    def complain(self, text):
        status, post = xrpc(
            self.port, "POST", "com.atproto.repo.createRecord",
            {"repo": self.them["did"], "collection": "app.bsky.feed.post",
             "record": {"$type": "app.bsky.feed.post", "text": text,
                        "createdAt": "2026-11-21T10:00:00.000Z"}}, self.them["accessJwt"])
        equal(status, 200, f"post: {post}")
        return post

    def answers(self):
        """What our account's repository really holds."""
        return xrpc(self.port, "GET", "com.atproto.repo.listRecords",
                    query={"repo": self.us["did"], "collection": "app.bsky.feed.post",
                           "limit": 100})[1]["records"]


def ask(engine, method, path, fields=None):
    status, text = 0, ""
    connection = http.client.HTTPConnection("127.0.0.1", engine.port, timeout=20)
    connection.request(method, path, json.dumps(fields or {}),
                       {"Content-Type": "application/json"})
    answer = connection.getresponse()
    status, text = answer.status, answer.read()
    connection.close()
    return status, json.loads(text)


def serve(home):
    return Running(home, "serve", "--config", home / "tocsin.yaml", "--data", home / "data",
                   "--packs", PACK, "--brands", BRANDS, "--source", "none")


def begin(engine, pds, number):
    text = f"acme, my line is broken, ticket {number}"
    post = pds.complain(text)
    engine.post([{"id": post["uri"], "source": "bluesky", "created_at": "2026-11-21T10:00:00Z",
                  "text": text, "author": {"id": f"a{number}", "handle": f"h{number}"}}])
    case = next(a["case"] for a in engine.alerts() if a["post"]["id"] == post["uri"])
    status, done = ask(engine, "POST", f"/api/v1/cases/{case}/replies",
                       {"text": f"Sorry about {number}, @jodoe.test 👩‍👩‍👧‍👦: https://acme.test/help"})
    equal(status, 201, f"draft: {done}")
    return post, case, f"/api/v1/cases/{case}/replies/{done['reply']['id']}"


def settled(engine, case, within=60):
    until = time.monotonic() + within
    while time.monotonic() < until:
        reply = json.loads(engine.get("/api/v1/cases/" + case)[1])["replies"][-1]
        if reply["state"] in ("sent", "failed"):
            return reply
        time.sleep(0.1)
    check(False, f"never settled: {reply}")


def once(pds, post, reply, what):
    """One post of ours under it where it was sent, and none where it was not."""
    there = [r for r in pds.answers() if r["value"]["reply"]["parent"]["uri"] == post["uri"]]
    print(f"{what}: {reply['state']}, {len(there)} posts", flush=True)
    equal(len(there), 1 if reply["state"] == "sent" else 0, f"{what}: {reply}")
    if there:
        equal(there[0]["uri"], reply["uri"], what)
        kinds = [f["features"][0]["$type"] for f in there[0]["value"]["facets"]]
        equal(kinds, ["app.bsky.richtext.facet#mention", "app.bsky.richtext.facet#link"], what)


def breaks(home, pds, proxy):
    number = 0
    with serve(home) as engine:
        for step in ("createSession", "getRecord", "resolveHandle", "putRecord"):
            for trouble in (None, "before", "after", "expired"):
                if step == "createSession" and trouble == "expired":
                    continue
                number += 1
                post, case, path = begin(engine, pds, number)
                proxy.breaks = {step: [trouble]}
                if step == "createSession":  # where a session is needed again
                    proxy.breaks |= {"getRecord": ["expired"], "refreshSession": ["500"]}
                equal(ask(engine, "POST", path + "/send")[0], 200, "send")
                reply = settled(engine, case)
                if step != "resolveHandle" or trouble in (None, "expired"):
                    once(pds, post, reply, f"{step} {trouble}")
                if reply["state"] == "failed":
                    proxy.breaks = {}
                    equal(ask(engine, "POST", path + "/send")[0], 200, "again")
                    once(pds, post, settled(engine, case), f"{step} {trouble}, again")
        equal(engine.stop(), 0, "stop")


def killed(home, pds, proxy):
    random.seed(SEED)
    for number in range(1000, 1000 + int(os.environ.get("TOCSIN_TEST_ROUNDS", 9))):
        stall = [None, "stall after", "stall before"][number % 3]
        with serve(home) as engine:
            post, case, path = begin(engine, pds, number)
            proxy.breaks = {"putRecord": [stall]}
            ask(engine, "POST", path + "/send")
            time.sleep(1.2 if stall else random.uniform(0, 0.8))
            engine.kill()
        proxy.breaks = {}
        with serve(home) as engine:
            once(pds, post, settled(engine, case), f"kill -9, {stall}")
            equal(engine.stop(), 0, "stop")


with scratch() as home:
    pds = Pds(home)
    proxy = Proxy(pds.port)
    (home / "password").write_text("ourcare-pass\n")
    os.chmod(home / "password", 0o600)
    (home / "tocsin.yaml").write_text(
        f"reply:\n  bluesky: {{service: '{proxy.url}', handle: ourcare.test, "
        "password_file: password, private: true}\n  undo: 0s\n")
    breaks(home, pds, proxy)
    killed(home, pds, proxy)

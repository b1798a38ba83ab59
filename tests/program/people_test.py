"""Accounts from outside: made on the host with the engine running and without, let in, shut out within a
second, and their secrets nowhere but with their owners."""

import concurrent.futures
import json
import pathlib
import re
import subprocess
import threading
import time

from program import (BRANDS, PACK, TOCSIN, Feed, Running, check, complaint, environment, equal, must, run,
                     scratch)

PASSWORD = "canary otter brass 7731"
SECRETS = [PASSWORD]


def sign_in(engine, login, password=PASSWORD):
    status, headers, body = engine.ask("POST", "/api/v1/session",
                                       {"user": login, "password": password})
    equal(status, 200, f"sign-in: {body}")
    secret = re.match(r"tocsin=([^;]+)", headers["Set-Cookie"])[1]
    SECRETS.append(secret)
    return {"Cookie": f"tocsin={secret}", "X-Requested-With": "console"}


def add(home, login, *arguments, data="data"):
    return must(home, "user", "add", login, *arguments, "--password-file", "-", "--data", home / data,
                stdin=PASSWORD + "\n")


def origin(engine):
    return {"Origin": f"http://127.0.0.1:{engine.port}"}


def closes_within_a_second(engine, who, act, what):
    feed = Feed(engine.port, {**who, **origin(engine)})
    feed.send({"type": "hello"})
    feed.until("live")
    code = []
    waiting = threading.Thread(target=lambda: code.append((feed.close_code(), time.monotonic())))
    waiting.start()
    time.sleep(0.2)
    began = time.monotonic()
    act()
    waiting.join(10)
    equal([c for c, _ in code], [1008], what)
    took = code[0][1] - began
    check(took < 1, f"{what}: the feed was closed after {took:.2f} s")
    return took


def who_speaks(engine, agent):
    """What is remembered of an author is for who may read about people, on every way to it."""
    case = f"/api/v1/cases/{engine.alerts()[0]['case']}"
    seen = json.loads(engine.get(case)[1])
    check("author" not in seen, f"an author, shown to a token that may only read: {seen.get('author')}")
    author = json.loads(engine.ask("GET", case, None, agent)[2])["author"]
    check(author["posts_30d"] >= 1 and "complaints_30d" in author, f"an author: {author}")
    path = f"/api/v1/authors/{author['source']}/{author['id']}"
    equal((engine.get(path)[0], engine.ask("GET", path, None, agent)[0]), (403, 200), path)


def canary(home, engine):
    """Nothing secret in what the program wrote, or says."""
    told = [engine.said(), engine.ask("GET", "/metrics")[2]]
    for path, method in (("/api/v1/alerts", "GET"), ("/nowhere", "GET"), ("/api/v1/session", "POST")):
        for secret in SECRETS:
            told.append(engine.ask(method, path, None, {
                "Authorization": f"Bearer {secret}", "Cookie": f"tocsin={secret}"})[2])
    for secret in SECRETS:
        for text in told:
            check(secret not in text, "a secret is told")
        for file in pathlib.Path(home / "data").rglob("*"):
            if file.is_file():
                check(secret.encode() not in file.read_bytes(), f"a secret is in {file}")


def many_sign_ins(engine):
    """50 at once: some are let in, the rest told to wait; whoever asks for something else is answered.
    Beside it, how late this machine wakes who sleeps: an answer waits for four such moments."""
    slow, late, stop = [], [], threading.Event()

    def sleep():
        while not stop.is_set():
            began = time.monotonic()
            time.sleep(0.002)
            late.append(time.monotonic() - began - 0.002)

    def ask_health():
        while not stop.is_set():
            began = time.monotonic()
            equal(engine.get("/healthz")[0], 200, "/healthz")
            slow.append(time.monotonic() - began)
            time.sleep(0.002)

    beside = [threading.Thread(target=one) for one in (ask_health, sleep)]
    for one in beside:
        one.start()
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        answers = [pool.submit(engine.ask, "POST", "/api/v1/session",
                               {"user": f"u{i}", "password": PASSWORD}) for i in range(50)]
        statuses = [answer.result() for answer in answers]
    stop.set()
    for one in beside:
        one.join()
    for status, headers, _ in statuses:
        check(status in (401, 429), f"a sign-in was answered {status}")
        check(status != 429 or int(headers["Retry-After"]) >= 1, "429 without Retry-After")
    refused = sum(status == 429 for status, _, _ in statuses)
    check(refused > 0, "the queue took all fifty")
    p99 = lambda times: sorted(times)[int(len(times) * 0.99)] * 1000
    return p99(slow), p99(late), refused


def killed_while_adding(home, serve):
    """kill -9 between the order and its answer: afterwards there is one such user or none, and once more
    makes it one."""
    engine = Running(home, *serve, token=TOKEN)
    command = subprocess.Popen(
        [TOCSIN, "user", "add", "late", "--role", "agent", "--password-file", "-", "--data", home / "data"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True,
        env=environment(home))
    command.stdin.write(PASSWORD + "\n")
    command.stdin.close()
    until = time.monotonic() + 10
    while not list(pathlib.Path(home / "data").glob("people-*")) and time.monotonic() < until:
        time.sleep(0.001)
    engine.kill()
    command.kill()
    command.wait()
    with Running(home, *serve, token=TOKEN):
        # An order that lies there still is carried out, once.
        code, _, err = run(home, "user", "add", "late", "--role", "agent", "--password-file", "-",
                           "--data", home / "data", stdin=PASSWORD + "\n")
        check(code == 0 or "somebody already" in err, f"user add, again: {err}")
        users = must(home, "user", "list", "--json", "--data", home / "data")[0].splitlines()
        equal([json.loads(user)["login"] for user in users].count("late"), 1, "users named late")
    must(home, "audit", "verify", "--data", home / "data")


with scratch() as home:
    serve = ("serve", "--packs", PACK, "--brands", BRANDS, "--source", "none", "--data", home / "data")
    with Running(home, *serve) as engine:
        equal(engine.post([complaint(1)])[0] // 100, 2, "ingest without accounts")
        local = Feed(engine.port)
        local.send({"type": "hello"})
        local.until("live")
        add(home, "root", "--admin")  # the engine has the store open
        equal(local.close_code(), 1008, "whoever came without an account")
        for path, status in (("/healthz", 200), ("/", 200), ("/readyz", 401), ("/metrics", 200),
                             ("/api/v1/alerts", 401), ("/api/v1/openapi.json", 401)):
            equal(engine.get(path)[0], status, path)
        equal(engine.post([complaint(2)])[0], 401, "ingest without a token")
        code, _, err = run(home, "user", "add", "root", "--admin", "--password-file", "-", "--data",
                           home / "data", stdin=PASSWORD + "\n")
        check(code == 1 and "somebody already" in err, f"the same user twice: {code} {err}")
        code, _, err = run(home, "user", "add", "weak", "--password-file", "-", "--data", home / "data",
                           stdin="password1234\n")
        equal(code, 2, f"a weak password: {err}")
        add(home, "ann", "--role", "agent")
        TOKEN = must(home, "token", "add", "watcher", "--scope", "read", "--scope", "ingest", "--data",
                     home / "data")[0].strip()
        SECRETS.append(TOKEN)
        engine.token = TOKEN
        equal(engine.post([complaint(2)])[0] // 100, 2, "ingest with a token")
        equal(engine.get("/api/v1/openapi.json")[0], 200, "what a token may ask for")
        status, _, answer = engine.ask("DELETE", "/api/v1/session", None, {"Authorization": f"Bearer {TOKEN}"})
        check(status == 403 and "no token can" in answer, f"a session's end with a token: {status} {answer}")
        equal(len(engine.alerts()), 2, "alerts")
        who_speaks(engine, sign_in(engine, "ann"))

        ann = sign_in(engine, "ann")
        took = [closes_within_a_second(
            engine, ann, lambda: engine.ask("DELETE", "/api/v1/session", None, ann), "signing out")]
        ann, root = sign_in(engine, "ann"), sign_in(engine, "root")
        users = json.loads(engine.ask("GET", "/api/v1/users", None, root)[2])["users"]
        hers = next(user["user"] for user in users if user["login"] == "ann")
        change = lambda what: engine.ask("PATCH", f"/api/v1/users/{hers}", what, root)
        took.append(closes_within_a_second(engine, ann, lambda: change({"role": "viewer"}), "another role"))
        ann = sign_in(engine, "ann")
        took.append(closes_within_a_second(engine, ann, lambda: change({"disabled": True}), "disabling"))
        equal(engine.ask("GET", "/api/v1/session", None, ann)[0], 401, "a disabled user")
        script = {"Authorization": f"Bearer {TOKEN}"}
        id = json.loads(must(home, "token", "list", "--json", "--data", home / "data")[0])["id"]
        extra = json.loads(must(home, "token", "add", "short", "--scope", "read", "--json", "--data",
                                home / "data")[0])
        SECRETS.append(extra["token"])
        took.append(closes_within_a_second(
            engine, {"Authorization": "Bearer " + extra["token"]},
            lambda: engine.ask("DELETE", f"/api/v1/tokens/{extra['id']}", None, root), "a revoked token"))
        equal(engine.ask("GET", "/api/v1/alerts", None, script)[0], 200, "the other token")

        p99, late, refused = many_sign_ins(engine)
        check(p99 < 100 + 4 * late, f"/healthz took {p99:.0f} ms (p99) while 50 signed in, and a sleep "
              f"was {late:.0f} ms late")
        out, _ = must(home, "audit", "verify", "--data", home / "data")
        check("are as they were written" in out, out)
        canary(home, engine)
        equal(engine.stop(), 0, "exit code")
    add(home, "sam", "--role", "lead")  # nobody has the store open
    must(home, "user", "disable", "ann", "--data", home / "data")
    listed = must(home, "user", "list", "--data", home / "data")[0]
    check("sam" in listed and "disabled" in listed, listed)
    killed_while_adding(home, serve)
    print(f"feeds were closed within {max(took) * 1000:.0f} ms; /healthz p99 {p99:.1f} ms while 50 signed "
          f"in, {refused} of them told to wait")

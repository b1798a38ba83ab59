"""Every secret there is, through every path that it could leak by, looked for in everything that is written or told:
the log, /metrics, error pages, the audit log, exports, the command line, the store's files and a backup's. What people
write is not in the log."""

import base64
import hashlib
import hmac
import json
import os
import pathlib
import re
import struct
import time

from platforms import FakeMastodon, FakePds
from program import BRANDS, PACK, Feed, check, equal, must, ndjson, run, scratch
from staff import Person, Staffed

CONTROL = "Control Canary Name"  # no secret: what is looked through is looked through by finding this
PASSWORDS = {"root": "canary-pw otter brass 7731", "ann": "canary-pw heron quarry 9902"}
WRONG = "canary-wrong lantern 5514"
APP_PASSWORD, MASTODON_TOKEN = "canary-app-pass-8841", "canary-mastodon-token-3327"
INGEST_KEY = "canary-ingest-key-6618"
TEXTS = ["canary-post-text", "canary-note-text", "canary-reply-text", "canary-saved-text"]

secrets = {f"password of {name}": word for name, word in PASSWORDS.items()}
secrets |= {"a wrong password": WRONG, "Bluesky's app password": APP_PASSWORD, "Mastodon's token": MASTODON_TOKEN,
            "the ingest key": INGEST_KEY, "Bluesky's access token": "canary-access-jwt",
            "Bluesky's refresh token": "canary-refresh-jwt"}
told = {}  # what was answered, where no secret belongs


class EchoingPds(FakePds):
    """Careless: its errors say what it was sent."""

    def answer(self, request, name, query, body):
        if name == "createSession" and json.loads(body)["password"] == APP_PASSWORD:
            return 200, {"did": "did:plc:us", "accessJwt": "canary-access-jwt", "refreshJwt": "canary-refresh-jwt"}
        if request.headers["Authorization"] == "Bearer canary-access-jwt":
            request.headers.replace_header("Authorization", "Bearer access")
        return super().answer(request, name, query, body)

    def trouble(self, request, body):
        return {"error": "InternalServerError",
                "message": f"cannot do with {request.headers['Authorization']} and {(body or b'').decode()}"}


class EchoingMastodon(FakeMastodon):
    def answer(self, request, name, query, body):
        if request.headers["Authorization"] == "Bearer " + MASTODON_TOKEN:
            request.headers.replace_header("Authorization", "Bearer secret-token")
        return super().answer(request, name, query, body)

    def trouble(self, request, body):
        return {"error": f"cannot do with {request.headers['Authorization']}"}


def one_time_code(seed, at=None):
    step = int((at or time.time()) // 30)
    mac = hmac.new(base64.b32decode(seed), struct.pack(">Q", step), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff) % 10**6:06d}"


def configure(home, pds, mastodon):
    for name, secret in (("app", APP_PASSWORD), ("mastodon", MASTODON_TOKEN), ("ingest", INGEST_KEY)):
        (home / name).write_text(secret + "\n")
        os.chmod(home / name, 0o600)
    file = home / "tocsin.yaml"
    file.write_text(f"""ingest_secret_file: ingest
reply:
  bluesky: {{service: "{pds.url}", handle: us.test, password_file: app, private: true}}
  mastodon: {{service: "{mastodon.url}", token_file: mastodon, private: true}}
  undo: 0s
""")
    return file


class Watched(Person):
    """What is told to whom is kept, and looked through in the end."""

    def __init__(self, engine, login):
        super().__init__(engine, login, PASSWORDS[login])
        self.keep = True

    def heard(self, method, path, fields, text):
        super().heard(method, path, fields, text)
        if "Set-Cookie" in fields and self.cookie:
            secrets[f"cookie {len(secrets)} of {self.login}"] = self.cookie.split("=", 1)[1]
        if self.keep:
            told[f"{method} {path} {len(told)}"] = text

    def makes(self, *arguments, **options):
        """What is answered with a secret, as it should be: once, and to whoever asks."""
        self.keep = False
        answer = self.ask(*arguments, **options)
        self.keep = True
        return answer


def people(home, engine, config):
    root = Watched(engine, "root").sign_in()
    status, made = root.makes("POST", "/api/v1/users", {"login": "ann", "name": CONTROL, "role": "lead"},
                              headers={"Idempotency-Key": "k1"})
    equal(status, 201, f"ann: {made}")
    secrets["an invitation"] = invite = made["invite"].split("/#/invite/")[1]
    engine.ask("POST", "/api/v1/session/invite", {"token": invite, "password": "short"})
    equal(engine.ask("POST", "/api/v1/session/invite", {"token": invite, "password": PASSWORDS["ann"]})[0], 204, "invite")
    told["used invitation"] = engine.ask("POST", "/api/v1/session/invite", {"token": invite, "password": WRONG})[2]
    ann = made["user"]["user"]
    secrets["a reset"] = root.makes("POST", f"/api/v1/users/{ann}/reset", {})[1]["invite"].split("/#/invite/")[1]
    secrets["a token"] = root.makes("POST", "/api/v1/tokens", {"name": "script", "scopes": ["read", "ingest"]})[1]["token"]
    secrets["the host's token"] = must(home, "token", "add", "watcher", "--scope", "read", "--config", config, "--data",
                                       home / "data")[0].strip()
    begun = root.makes("POST", "/api/v1/session/totp")[1]
    secrets["a seed, as shown"] = seed = begun["secret"]
    secrets["a seed, as it is"] = base64.b32decode(seed)
    recovery = root.makes("POST", "/api/v1/session/totp/confirm",
                          {"code": one_time_code(seed, time.time() - 30)})[1]["recovery"]
    for i, code in enumerate(recovery):
        secrets[f"recovery code {i}"] = code
        secrets[f"recovery code {i}, plain"] = code.replace("-", "")
    root.sign_in(one_time_code(seed))
    root.sign_in(recovery[0])
    equal(root.ask("POST", "/api/v1/session/step-up", {"password": WRONG})[0], 422, "step-up")
    equal(root.ask("POST", "/api/v1/session/step-up", {"password": PASSWORDS["root"]})[0], 200, "step-up")
    equal(root.ask("POST", "/api/v1/session/step-up", {"code": recovery[1]})[0], 200, "step-up by code")
    return root, Watched(engine, "ann").sign_in()


def mistakes(engine, root):
    """Secrets where they do not belong, and requests that fail with secrets in them."""
    for name, secret in list(secrets.items()):
        if isinstance(secret, bytes):
            continue
        for headers in ({"Authorization": f"Bearer {secret}"}, {"Authorization": f"Basic {secret}"},
                        {"Cookie": f"tocsin={secret}", "X-Requested-With": "console"},
                        {"Cookie": root.cookie + "x", "X-Requested-With": "console"}):
            told[f"{name} {headers.keys()}"] = engine.ask("GET", "/api/v1/alerts", None, headers)[2]
        where = base64.urlsafe_b64encode(secret.encode()).decode()
        for path in (f"/{where}", f"/api/v1/alerts?token={where}", f"/api/v1/alerts?q={where}&what={where}"):
            told[f"{name} {path[:20]}"] = engine.ask("GET", path)[2]
    for body in ({"user": WRONG, "password": "x"}, {"user": "root", "password": WRONG}, {"user": "root"},
                 {"user": "root", "password": WRONG, "code": WRONG}, {"user": {"a": WRONG}, "password": 1}, [WRONG],
                 {"user": "root", "password": WRONG * 300}):
        status, headers, text = engine.ask("POST", "/api/v1/session", body)
        check(status in (400, 401, 413, 429), f"{status}: {text}")
        told[f"sign-in {len(told)}"] = text
    for body in ({"password": WRONG, "x": 1}, {"old": WRONG, "new": PASSWORDS["root"]}, {"code": WRONG}):
        for path in ("/api/v1/session/password", "/api/v1/session/step-up", "/api/v1/session/totp/confirm"):
            root.ask("POST", path, body)
    told["unsigned"] = engine.ask("POST", "/api/v1/posts", {"x": INGEST_KEY}, {"X-Hub-Signature-256": INGEST_KEY})[2]


def signed(engine, posts):
    mac = hmac.new(INGEST_KEY.encode(), ndjson(posts), hashlib.sha256).hexdigest()
    status, said = engine.post(posts, headers={"Authorization": f"Bearer {secrets['a token']}",
                                               "X-Hub-Signature-256": "sha256=" + mac})
    equal(status, 200, f"ingest: {said}")


def at_the_desk(engine, ann, pds, mastodon):
    """What people write, and platforms that break at each step and say back what they were sent."""
    number = 0
    for platform, source, steps in ((pds, "bluesky", ("createSession", "getRecord", "putRecord")),
                                    (mastodon, "mastodon", ("statuses",))):
        for step in steps:
            number += 1
            post = f"at://did:plc:them/app.bsky.feed.post/{number}" if source == "bluesky" else str(number)
            signed(engine, [{"id": post, "source": source, "created_at": "2026-11-21T10:00:00Z",
                             "text": f"acme, my line is broken, {TEXTS[0]} {number}", "url": f"https://x.test/{number}",
                             "author": {"id": f"a{number}", "handle": f"h{number}"}}])
            alert = next(a for a in ann.ask("GET", "/api/v1/alerts?limit=200")[1]["alerts"] if a["post"]["id"] == post)
            equal(ann.ask("POST", f"/api/v1/alerts/{alert['id']}/note", {"text": TEXTS[1]})[0], 200, "note")
            replies = f"/api/v1/cases/{alert['case']}/replies"
            status, drafted = ann.ask("POST", replies, {"text": f"{TEXTS[2]} {number}"})
            equal(status, 201, f"draft: {drafted}")
            platform.breaks = {step: ["500"]}
            equal(ann.ask("POST", f"{replies}/{drafted['reply']['id']}/send", {})[0], 200, "send")
            until = time.monotonic() + 40
            while True:
                reply = ann.ask("GET", f"/api/v1/cases/{alert['case']}")[1]["replies"][-1]
                if reply["state"] == "sent":
                    break
                if reply["state"] == "failed":
                    equal(ann.ask("POST", f"{replies}/{reply['id']}/send", {})[0], 200, "send again")
                check(time.monotonic() < until, f"never sent: {reply}")
                time.sleep(0.1)
    ann.ask("POST", "/api/v1/saved-answers", {"name": "hello", "text": TEXTS[3]})


def lists(home, engine, root, config):
    for path in ("/api/v1/audit?limit=500", "/api/v1/users", "/api/v1/sessions?user=all", "/api/v1/tokens",
                 "/api/v1/alerts.csv", "/api/v1/alerts.ndjson", "/api/v1/cases.csv", "/api/v1/cases.ndjson",
                 "/api/v1/sources", "/api/v1/session", "/api/v1/openapi.json", "/readyz?verbose"):
        status, _ = root.ask("GET", path)
        equal(status, 200, path)
    check(CONTROL in told[next(k for k in told if "/api/v1/users " in k + " " and "GET" in k)], "the list of users")
    feed = Feed(engine.port, {"Cookie": root.cookie, "Origin": f"http://127.0.0.1:{engine.port}"})
    told["feed"] = json.dumps(feed.events(0))
    told["metrics"] = engine.ask("GET", "/metrics")[2]
    pid = engine.process.pid
    told["command line"] = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    limits = pathlib.Path(f"/proc/{pid}/limits").read_text()
    equal(re.search(r"Max core file size +(\S+)", limits)[1], "0", "bytes of a core dump")
    for command in (("audit", "list", "--limit", "500", "--json"), ("user", "list", "--json"), ("token", "list", "--json")):
        told[" ".join(command)] = must(home, *command, "--config", config, "--data", home / "data")[0]
    told["doctor"] = "".join(map(str, run(home, "doctor", "--config", config, "--data", home / "data")[1:]))
    must(home, "backup", home / "copy", "--config", config, "--data", home / "data")


def look_through(engine):
    told["log"] = engine.said()
    for where, text in told.items():
        for name, secret in secrets.items():
            if isinstance(secret, str):
                check(secret not in text, f"{name} is told by {where}: …{text[max(0, text.find(secret) - 200):][:400]}")
    for text in TEXTS:
        check(text not in told["log"], f"{text} is in the log")
    for line in told["log"].splitlines():
        check(" error " not in line and "critical" not in line, f"the log: {line}")


def look_into(folder):
    files = [file for file in pathlib.Path(folder).rglob("*") if file.is_file() and file.name != "seeds.key"]
    check(any(CONTROL.encode() in file.read_bytes() for file in files), f"{folder}: nothing can be found in these files")
    for file in files:
        content = file.read_bytes()
        for name, secret in secrets.items():
            check((secret if isinstance(secret, bytes) else secret.encode()) not in content, f"{name} is in {file}")


with scratch() as home:
    pds, mastodon = EchoingPds(), EchoingMastodon()
    config = configure(home, pds, mastodon)
    must(home, "user", "add", "root", "--admin", "--password-file", "-", "--config", config, "--data", home / "data",
         stdin=PASSWORDS["root"] + "\n")
    serve = ("serve", "--config", config, "--packs", PACK, "--brands", BRANDS, "--source", "none", "--verbose", "--data")

    with Staffed(home, *serve, home / "data") as engine:
        root, ann = people(home, engine, config)
        at_the_desk(engine, ann, pds, mastodon)
        mistakes(engine, root)
        time.sleep(2)  # the throttle's first wait
        lists(home, engine, root, config)
        look_through(engine)
        look_into(home / "data")
        look_into(home / "copy")
        engine.kill()
    # The copy is restored elsewhere: its codes cannot be checked there, and nobody comes in without one.
    must(home, "restore", home / "copy", "--data", home / "elsewhere")
    with Staffed(home, *serve, home / "elsewhere") as engine:
        check("one-time codes of 1 users cannot be checked" in engine.said(), engine.said())
        code = one_time_code(secrets["a seed, as shown"], time.time() + 30)
        for fields in ({}, {"code": code}):
            equal(engine.ask("POST", "/api/v1/session", {"user": "root", "password": PASSWORDS["root"], **fields})[0], 401,
                  "a code that cannot be checked")
        equal(engine.ask("POST", "/api/v1/session", {"user": "root", "password": PASSWORDS["root"],
                                                     "code": secrets["recovery code 2"]})[0], 200, "a recovery code")
        engine.kill()
        # With the key that belongs to it, they can.
    (home / "elsewhere" / "seeds.key").unlink()
    (home / "data" / "seeds.key").rename(home / "elsewhere" / "seeds.key")
    with Staffed(home, *serve, home / "elsewhere") as engine:
        check("cannot be checked" not in engine.said(), engine.said())
        equal(engine.ask("POST", "/api/v1/session", {"user": "root", "password": PASSWORDS["root"], "code": code})[0], 200,
              "a code, with its key")
        equal(engine.stop(), 0, "exit code")
print(f"{len(secrets)} secrets are in none of {len(told)} answers and lists, no file and no backup")

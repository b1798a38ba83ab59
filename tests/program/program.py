"""Drives the real program. Each test is a script of its own; ctest gives it the binary's path."""

import base64
import contextlib
import http.client
import json
import os
import pathlib
import random
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

TOCSIN = os.environ["TOCSIN"]
HERE = pathlib.Path(__file__).resolve().parent
SEED = int(os.environ.get("TOCSIN_TEST_SEED", random.SystemRandom().randrange(1 << 32)))
SKIPPED = 77


def skip(why):
    print(f"SKIPPED: {why}")
    sys.exit(SKIPPED)


def fail(why):
    print(f"FAILED (TOCSIN_TEST_SEED={SEED}): {why}")
    sys.exit(1)


def check(holds, why):
    if not holds:
        fail(why)


def equal(is_, should_be, what):
    check(is_ == should_be, f"{what}: is {is_!r}, should be {should_be!r}")


@contextlib.contextmanager
def scratch():
    with tempfile.TemporaryDirectory(prefix="tocsin-test-") as folder:
        yield pathlib.Path(folder)


def environment(home):
    """Nothing of the person's own home is read or written."""
    env = dict(os.environ, HOME=str(home), TMPDIR=str(home))
    env.pop("XDG_DATA_HOME", None)
    env.pop("XDG_CACHE_HOME", None)
    return env


def run(home, *arguments, stdin=None, timeout=240):
    """Runs the program to its end: (exit code, stdout, stderr)."""
    done = subprocess.run(
        [TOCSIN, *map(str, arguments)], input=stdin, capture_output=True, text=True,
        timeout=timeout, env=environment(home))
    return done.returncode, done.stdout, done.stderr


def must(home, *arguments, **options):
    code, out, err = run(home, *arguments, **options)
    check(code == 0, f"tocsin {' '.join(map(str, arguments))} ended with {code}:\n{out}\n{err}")
    return out, err


class Running:
    """A `serve` or `demo` that listens on a port of its own choice."""

    def __init__(self, home, *arguments, ready_within=60, token=None, scheme="http"):
        self.scheme = scheme
        self.token = token  # needed once there are accounts
        self.errors = open(pathlib.Path(home) / "stderr.txt", "a+b")
        self.errors_from = self.errors.seek(0, os.SEEK_END)
        began = time.monotonic()
        self.process = subprocess.Popen(
            [TOCSIN, *map(str, arguments), "--listen", "127.0.0.1:0"],
            stdout=subprocess.DEVNULL, stderr=self.errors, env=environment(home))
        self.port = self._port(ready_within)
        while self.get("/readyz")[0] != 200:
            check(time.monotonic() - began < ready_within, f"not ready: {self.get('/readyz')}")
            time.sleep(0.005)
        self.ready_after = time.monotonic() - began

    def said(self):
        with open(self.errors.name, "rb") as errors:
            errors.seek(self.errors_from)
            return errors.read().decode("utf-8", "replace")

    def _port(self, within):
        until = time.monotonic() + within
        while time.monotonic() < until:
            for line in self.said().splitlines():
                if f"the console is at {self.scheme}://" in line:
                    return int(line.split("://")[1].split("/")[0].rsplit(":", 1)[1])
            check(self.process.poll() is None, f"ended early:\n{self.said()}")
            time.sleep(0.002)
        fail(f"no address within {within} s:\n{self.said()}")

    def request(self, method, path, body=None, timeout=30, headers=None):
        fields = {"Content-Type": "application/x-ndjson"} if body is not None else {}
        if self.token:
            fields["Authorization"] = f"Bearer {self.token}"
        status, _, answer = self._exchange(method, path, body, fields | (headers or {}), timeout)
        return status, answer

    def ask(self, method, path, body=None, headers=None, timeout=30):
        """With JSON, and as whoever the header fields say: (status, header fields, body)."""
        headers = dict(headers or {})
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body)
        return self._exchange(method, path, body, headers, timeout)

    def _exchange(self, method, path, body, headers, timeout):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()

    def get(self, path):
        return self.request("GET", path)

    def post(self, posts, timeout=30, headers=None):
        return self.request("POST", "/api/v1/posts", ndjson(posts), timeout, headers)

    def alerts(self):
        """Every alert, over all pages."""
        found, path = [], "/api/v1/alerts?limit=200"
        while path:
            status, body = self.get(path)
            equal(status, 200, path)
            page = json.loads(body)
            found += page["alerts"]
            following = page.get("next")
            path = f"/api/v1/alerts?limit=200&cursor={following}" if following else None
        return found

    def feed(self, since=0):
        """Every event after `since` that there is now."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else None
        return Feed(self.port, headers).events(since)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.errors.close()

    def stop(self, timeout=60):
        """Asks for an orderly stop; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout)
        self.errors.close()
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()


class Closed(Exception):
    def __init__(self, code):
        super().__init__(f"closed with {code}")
        self.code = code


class Feed:
    """As much of a WebSocket client (RFC 6455) as reading the feed takes."""

    def __init__(self, port, headers=None):
        more = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET /api/v1/feed HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Protocol: tocsin.v1\r\n{more}\r\n".encode())
        self.stream = self.socket.makefile("rb")
        status = self.stream.readline()
        check(b" 101 " in status, f"feed: {status!r}")
        while self.stream.readline() not in (b"\r\n", b""):
            pass

    def send(self, message):
        payload = json.dumps(message).encode()
        mask = os.urandom(4)
        head = struct.pack("!BB", 0x81, 0x80 | len(payload)) if len(payload) < 126 else \
            struct.pack("!BBH", 0x81, 0x80 | 126, len(payload))
        self.socket.sendall(head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(payload)))

    def until(self, type):
        """The first message of a type."""
        return next(message for message in self.messages() if message["type"] == type)

    def close_code(self):
        """Reads on until the server closes."""
        try:
            for _ in self.messages(closes=True):
                pass
        except Closed as closed:
            return closed.code

    def messages(self, closes=False):
        while True:
            first, second = self.stream.read(2)
            size = second & 127
            if size == 126:
                size, = struct.unpack("!H", self.stream.read(2))
            elif size == 127:
                size, = struct.unpack("!Q", self.stream.read(8))
            payload = self.stream.read(size)
            if first & 15 == 8 and closes:
                raise Closed(struct.unpack("!H", payload[:2])[0])
            if first & 15 == 8:
                fail(f"feed: closed with {payload!r}")
            if first & 15 == 1:
                parsed = json.loads(payload)
                yield from parsed if isinstance(parsed, list) else [parsed]

    def events(self, since):
        self.send({"type": "hello", "since": since})
        found = []
        for message in self.messages():
            if message["type"] == "event":
                found.append(message)
            elif message["type"] == "live":
                self.socket.close()
                return found
            else:
                check(message["type"] in ("welcome", "mark"), f"feed: {message}")


def complaint(number, text=None):
    """A post that the test pack raises an alert for: an author and a conversation of its own."""
    return {"id": f"p{number}", "source": "test", "created_at": "2026-11-21T10:00:00Z",
            "text": text or f"acme, my line is broken, ticket {number}",
            "author": {"id": f"a{number}", "handle": f"h{number}"}}


def ndjson(objects):
    return "".join(json.dumps(each) + "\n" for each in objects).encode()


def run_and_kill(home, command_for, whole_run, chance, most):
    """Begins the same command again and again, and kills each at a time by chance, until one ends by itself; how many
    were killed, and the folder that they left. Where the machine was too fast for two kills, all is
    begun again with a folder of its own, and killed earlier."""
    for attempt in range(8):
        data = home / f"killed{attempt}"
        kills = 0
        while kills < most:
            running = subprocess.Popen(command_for(data), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                       env=environment(home))
            # Early at first, so that there is something left to go on with.
            time.sleep(chance.uniform(0.02, max(0.03, whole_run * (0.4 if kills < 3 else 0.9) / 1.5 ** attempt)))
            if running.poll() is not None:
                break
            running.kill()
            running.wait()
            kills += 1
        if kills >= 2:
            return kills, data
    fail(f"only {kills} kills came before the end: what it has to do is too short")


def write_lines(path, objects):
    with open(path, "w") as out:
        for each in objects:
            out.write(json.dumps(each) + "\n")


PACK = HERE / "pack.yaml"
BRANDS = HERE / "brands.yaml"

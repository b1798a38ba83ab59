"""Answers are sent over TLS to whoever can prove to be the platform, and to nobody else: expired, wrong-host and
self-signed certificates, a handshake and an answer cut in the middle. Never two posts, and never a silent none."""

import os
import shutil
import ssl
import subprocess
import time

from platforms import FakeMastodon, FakePds
from program import check, equal, scratch, skip
from reply_desk import begin, complaint, reply_of, send, serve, settled

if not shutil.which("openssl"):
    skip("no openssl: tools/setup installs it")

CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-sha256"]


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def certificate(folder, name, host, first="20200101000000Z", last="20990101000000Z"):
    """By our authority."""
    openssl("req", *CURVE, "-subj", f"/CN={host}", "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.csr")
    (folder / "ca.cnf").write_text(f"""[ca]
default_ca = own
[own]
database = {folder}/index
new_certs_dir = {folder}
serial = {folder}/serial
default_md = sha256
policy = any
x509_extensions = leaf
[any]
commonName = supplied
[leaf]
subjectAltName = DNS:{host}
""")
    (folder / "index").write_text("")
    (folder / "serial").write_text(f"{len(list(folder.glob('*.csr'))):02x}\n")
    openssl("ca", "-batch", "-config", folder / "ca.cnf", "-cert", folder / "ca.pem", "-keyfile", folder / "ca.key", "-in",
            folder / f"{name}.csr", "-out", folder / f"{name}.pem", "-startdate", first, "-enddate", last)


def context(folder, name):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    return made


class Wire:
    """What each connection meets, as `mode` says."""

    def __init__(self, folder):
        openssl("req", "-x509", *CURVE, "-days", 30, "-subj", "/CN=Test authority", "-keyout", folder / "ca.key", "-out",
                folder / "ca.pem")
        openssl("req", "-x509", *CURVE, "-days", 30, "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                "-keyout", folder / "self-signed.key", "-out", folder / "self-signed.pem")
        certificate(folder, "good", "localhost")
        certificate(folder, "wrong host", "localhost.evil.test")
        certificate(folder, "expired", "localhost", last="20210101000000Z")
        certificate(folder, "of tomorrow", "localhost", first="20980101000000Z")
        self.contexts = {name: context(folder, name)
                         for name in ("good", "wrong host", "expired", "of tomorrow", "self-signed")}
        self.mode, self.met = "good", 0

    def secure(self, connection):
        self.met += 1
        if self.mode == "cut at the handshake":
            connection.recv(4096)  # their hello
            return None
        if self.mode == "cut within the handshake":
            connection.recv(4096)
            connection.sendall(b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03")  # a hello that breaks off
            return None
        if self.mode == "no TLS":
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            return None
        try:
            return self.contexts[self.mode].wrap_socket(connection, server_side=True)
        except (ssl.SSLError, OSError):
            return None


NOBODY_TO_TRUST = ["expired", "of tomorrow", "wrong host", "self-signed", "cut at the handshake",
                   "cut within the handshake", "no TLS"]


def configure(home, pds, mastodon):
    for name, secret in (("password", "app-pass"), ("token", "secret-token")):
        (home / name).write_text(secret + "\n")
        os.chmod(home / name, 0o600)
    file = home / "tocsin.yaml"
    services = [f"https://localhost:{p.server.server_address[1]}" for p in (pds, mastodon)]
    file.write_text(f"""reply:
  bluesky: {{service: "{services[0]}", handle: us.test, password_file: password, ca_file: tls/ca.pem, private: true}}
  mastodon: {{service: "{services[1]}", token_file: token, ca_file: tls/ca.pem, private: true}}
  undo: 0s
""")
    return file


def nobody_to_trust(engine, wire, platform, source, mode, number):
    """Nothing is told to whoever cannot be trusted; when somebody can be again, the reply goes by itself."""
    before, met = len(platform.posts), wire.met
    platform.calls.clear()
    case, reply = begin(engine, complaint(number, source), f"Sorry, number {number}")
    wire.mode = mode
    equal(send(engine, case, reply)[0], 200, "send")
    until = time.monotonic() + 20
    while wire.met == met or not reply_of(engine, case).get("why"):
        check(time.monotonic() < until, f"{mode}: no reason is told: {reply_of(engine, case)}")
        time.sleep(0.05)
    told = reply_of(engine, case)
    equal(platform.calls, [], f"{mode}: nothing is asked of whoever cannot be trusted")
    check(told["state"] not in ("sent", "unknown"), f"{mode}: {told}")
    wire.mode = "good"
    done = settled(engine, case)
    there = len(platform.posts) - before
    print(f"{source}, {mode}: {told['state']} ({told['why']}), then {done['state']}, {there} posts", flush=True)
    equal((done["state"], there), ("sent", 1), f"{mode}: {done}")


def cut_answers(engine, platform, source, call, number):
    """It was done, and the answer never came whole: asked after, and never done twice."""
    for trouble in ("before", "after", "half", "half endless"):
        number += 1
        before = len(platform.posts)
        case, reply = begin(engine, complaint(number, source), f"Sorry, number {number}")
        platform.breaks = {call: [trouble]}
        equal(send(engine, case, reply)[0], 200, "send")
        done = settled(engine, case)
        there = len(platform.posts) - before
        print(f"{source}, {call} {trouble}: {done['state']}, {there} posts", flush=True)
        equal(there, 1 if done["state"] == "sent" else 0, f"{call} {trouble}: {done}")
        check(trouble == "before" or done["state"] == "sent", f"{call} {trouble}: {done}")


with scratch() as home:
    (home / "tls").mkdir()
    wire = Wire(home / "tls")
    pds, mastodon = FakePds(wire.secure), FakeMastodon(wire.secure)
    file = configure(home, pds, mastodon)
    with serve(home, file) as engine:
        for i, mode in enumerate(NOBODY_TO_TRUST):
            # The first of Bluesky's has no session yet: it is signed in when there is somebody to trust.
            nobody_to_trust(engine, wire, pds, "bluesky", mode, 100 + i)
            nobody_to_trust(engine, wire, mastodon, "mastodon", mode, 200 + i)
        cut_answers(engine, pds, "bluesky", "putRecord", 300)
        cut_answers(engine, mastodon, "mastodon", "statuses", 400)
        said = engine.said()
        check("app-pass" not in said and "secret-token" not in said, "no secret is told")
        equal(engine.stop(), 0, "stop")
print("nothing is said to whoever is not the platform, and nothing twice to whoever is")

"""TLS: beyond this machine only with it and an account; a renewed certificate is taken up by SIGHUP."""

import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import time

from program import Running, check, equal, must, run, scratch, skip

if not shutil.which("openssl"):
    skip("no openssl: tools/setup installs it")

PASSWORD = "otter brass tunnel 42"


def make_certificate(folder, name):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
         "30", "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout",
         folder / "key.pem", "-out", folder / "chain.pem"], check=True, capture_output=True)
    os.chmod(folder / "key.pem", 0o600)


def context(folder):
    made = ssl.create_default_context(cafile=folder / "chain.pem")
    return made


def ask(port, with_, method, path, body=None, headers=None):
    connection = http.client.HTTPSConnection("localhost", port, timeout=20, context=with_)
    headers = dict(headers or {})
    if body is not None:
        headers["Content-Type"] = "application/json"
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, answer.headers, text


def serial(port, with_):
    with socket.create_connection(("localhost", port), 10) as plain, \
            with_.wrap_socket(plain, server_hostname="localhost") as secure:
        return secure.getpeercert()["serialNumber"], secure.version(), secure.cipher()[0]


def chosen_protocol(port, folder, *offered):
    """What the handshake settles on where a client offers protocols, as curl and every browser do."""
    with_ = context(folder)
    with_.set_alpn_protocols(list(offered))
    try:
        with socket.create_connection(("localhost", port), 10) as plain, \
                with_.wrap_socket(plain, server_hostname="localhost") as secure:
            return secure.selected_alpn_protocol()
    except ssl.SSLError as error:
        return str(error)


def upgrade(port, with_, headers):
    with socket.create_connection(("localhost", port), 10) as plain, \
            with_.wrap_socket(plain, server_hostname="localhost") as secure:
        more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        secure.sendall(
            (f"GET /api/v1/feed HTTP/1.1\r\nHost: localhost:{port}\r\nUpgrade: websocket\r\nConnection: "
             f"Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n{more}"
             "\r\n").encode())
        head = b""
        while b"\r\n\r\n" not in head:
            more = secure.recv(4096)
            if not more:
                break
            head += more
        return int(head.split()[1]), head.decode("latin-1")


class Served(Running):
    """One that speaks TLS, so that readiness is asked for as here."""

    def __init__(self, home, trust, *arguments):
        self.trust = trust
        super().__init__(home, *arguments, scheme="https")

    def get(self, path):
        status, _, body = ask(self.port, self.trust, "GET", path)
        return (200 if path == "/readyz" and status == 401 else status), body


with scratch() as home:
    tls = home / "tls"
    tls.mkdir()
    make_certificate(tls, "first")
    (home / "tocsin.yaml").write_text("data: data\ntls: {certificate: tls/chain.pem, key: tls/key.pem}\n")
    (home / "plain.yaml").write_text("data: data\n")
    serve = ("serve", "--source", "none", "--config")

    code, _, err = run(home, *serve, home / "plain.yaml", "--listen", "0.0.0.0:0")
    check(code == 78 and "without TLS" in err, f"another address without TLS: {code} {err}")
    code, _, err = run(home, *serve, home / "tocsin.yaml", "--listen", "0.0.0.0:0")
    check(code == 78 and "tocsin user add" in err, f"another address without accounts: {code} {err}")
    must(home, "user", "add", "dana", "--admin", "--password-file", "-", "--data", home / "data",
         stdin=PASSWORD + "\n")
    os.chmod(tls / "key.pem", 0o644)
    code, _, err = run(home, *serve, home / "tocsin.yaml")
    check(code == 78 and "everybody" in err, f"a key that everybody reads: {code} {err}")
    os.chmod(tls / "key.pem", 0o600)

    with Served(home, context(tls), *serve, home / "tocsin.yaml") as engine:
        trust = context(tls)
        status, headers, _ = ask(engine.port, trust, "GET", "/")
        equal(status, 200, "/")
        equal(headers["Strict-Transport-Security"], "max-age=31536000", "HSTS")
        status, headers, body = ask(engine.port, trust, "POST", "/api/v1/session",
                                    f'{{"user":"dana","password":"{PASSWORD}"}}')
        equal(status, 200, body)
        cookie = headers["Set-Cookie"]
        check(cookie.startswith("__Host-tocsin=") and "; Secure" in cookie and "; HttpOnly" in cookie, cookie)
        who = {"Cookie": cookie.split(";")[0], "X-Requested-With": "console"}
        equal(ask(engine.port, trust, "GET", "/api/v1/alerts", None, who)[0], 200, "alerts")
        origins = {f"https://localhost:{engine.port}": 101, f"http://localhost:{engine.port}": 403,
                   "https://evil.example": 403}
        for origin, wanted in origins.items():
            got, head = upgrade(engine.port, trust, {**who, "Origin": origin})
            equal(got, wanted, f"the feed for {origin}")
            check("Strict-Transport-Security: max-age=31536000\r\n" in head, head)

        for offered in (["http/1.1"], ["h2", "http/1.1"], ["http/1.1", "h2", "http/1.0"]):
            equal(chosen_protocol(engine.port, tls, *offered), "http/1.1", f"chosen of {offered}")
        token, _ = must(home, "token", "add", "cli", "--scope", "read", "--data", home / "data")
        (home / "token").write_text(re.search(r"\btoc_\S+|\S{30,}", token)[0] + "\n")
        asked = ("sources", "--token-file", home / "token", "--server")
        code, _, err = run(home, *asked, f"https://localhost:{engine.port}")
        check(code == 69 and "certificate" in err, f"a certificate that nobody trusts: {code} {err}")
        os.environ["SSL_CERT_FILE"] = str(tls / "chain.pem")
        code, _, err = run(home, *asked, f"https://localhost:{engine.port}")
        equal(code, 0, f"a command that asks by TLS: {err}")
        code, _, err = run(home, *asked, f"localhost:{engine.port}")
        check(code == 69 and "https://" in err, f"plain HTTP where TLS is spoken: {code} {err}")
        del os.environ["SSL_CERT_FILE"]

        only = str(chosen_protocol(engine.port, tls, "h2"))
        check("no application protocol" in only.lower().replace("_", " "), f"who speaks HTTP/2 alone is told so: {only}")

        first, version, _ = serial(engine.port, trust)
        equal(version, "TLSv1.3", "version")
        older = context(tls)
        older.maximum_version = ssl.TLSVersion.TLSv1_2
        _, version, cipher = serial(engine.port, older)
        equal(version, "TLSv1.2", "version")
        check("GCM" in cipher or "CHACHA20" in cipher, cipher)
        old = context(tls)
        old.set_ciphers("ALL:@SECLEVEL=0")  # else this side would not speak it
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        try:
            serial(engine.port, old)
            check(False, "TLS 1.1 is spoken")
        except (ssl.SSLError, ConnectionError):
            pass
        weak = context(tls)
        weak.maximum_version = ssl.TLSVersion.TLSv1_2
        weak.set_ciphers("ECDHE-ECDSA-AES128-SHA256")
        try:
            serial(engine.port, weak)
            check(False, "a cipher without authentication is spoken")
        except (ssl.SSLError, ConnectionError):
            pass
        # Plain bytes, and a handshake that stops in its midst, end the connection and nothing else.
        for junk in (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"\x16\x03\x01\x02\x00", b""):
            with socket.create_connection(("localhost", engine.port), 20) as plain:
                plain.sendall(junk)
                plain.settimeout(20)
                while plain.recv(4096):
                    pass
        equal(ask(engine.port, trust, "GET", "/healthz")[0], 200, "afterwards")

        make_certificate(tls, "second")
        engine.process.send_signal(signal.SIGHUP)
        fresh = context(tls)
        until = time.monotonic() + 10
        while True:
            try:
                second, _, _ = serial(engine.port, fresh)
                break
            except ssl.SSLError:
                check(time.monotonic() < until, "the renewed certificate was not taken up")
                time.sleep(0.05)
        check(second != first, "the certificate is the old one")
        (tls / "key.pem").write_text("nothing\n")
        engine.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + 10
        while "stays in use" not in engine.said():
            check(time.monotonic() < until, f"nothing is said of the broken key:\n{engine.said()}")
            time.sleep(0.05)
        equal(serial(engine.port, fresh)[0], second, "the certificate in use")
        equal(engine.stop(), 0, "exit code")
    make_certificate(tls, "third")
    process = subprocess.Popen([os.environ["TOCSIN"], *map(str, serve), home / "tocsin.yaml", "--listen",
                                "0.0.0.0:0"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
                               env=dict(os.environ, HOME=str(home)))
    for line in process.stderr:
        if found := re.search(r"https://0\.0\.0\.0:(\d+)/", line):
            break
    else:
        check(False, "no address is told")
    equal(ask(int(found[1]), context(tls), "GET", "/healthz")[0], 200, "on every address")
    process.terminate()
    equal(process.wait(30), 0, "exit code")
print("what is beyond this machine speaks TLS")

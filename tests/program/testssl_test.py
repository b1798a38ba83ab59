"""testssl.sh looks at our TLS, with a certificate as an authority gives them: nothing of medium or worse."""

import json
import os
import shutil
import subprocess

from program import Running, check, equal, must, scratch, skip

if not shutil.which("testssl"):
    skip("no testssl: tools/setup installs it (Debian's package testssl.sh)")
if not shutil.which("openssl"):
    skip("no openssl: tools/setup installs it")
# What to look at: protocols, ciphers, forward secrecy, server defaults, header fields, known attacks.
LOOKS = ["-p", "-s", "-f", "-P", "-S", "-h", "-U"]
BAD = {"MEDIUM", "HIGH", "CRITICAL", "FATAL"}


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def make_certificates(folder):
    """An authority, and what it gives to a server that is reached as localhost."""
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-sha256"]
    openssl("req", "-x509", *curve, "-days", 120, "-subj", "/CN=Test authority", "-keyout", folder / "ca.key", "-out",
            folder / "ca.pem", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    openssl("req", *curve, "-subj", "/CN=localhost", "-keyout", folder / "key.pem", "-out", folder / "request.pem")
    (folder / "extensions").write_text(
        "subjectAltName=DNS:localhost\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n"
        "basicConstraints=critical,CA:FALSE\ncrlDistributionPoints=URI:http://crl.test/list.crl\n")
    openssl("x509", "-req", "-in", folder / "request.pem", "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-days",
            90, "-sha256", "-CAcreateserial", "-extfile", folder / "extensions", "-out", folder / "leaf.pem")
    (folder / "chain.pem").write_text((folder / "leaf.pem").read_text() + (folder / "ca.pem").read_text())
    os.chmod(folder / "key.pem", 0o600)


class Served(Running):
    """Ready as soon as it tells its address: what there is of HTTP is testssl's to ask for."""

    def get(self, path):
        return 200, ""


with scratch() as home:
    make_certificates(home)
    (home / "tocsin.yaml").write_text("data: data\ntls: {certificate: chain.pem, key: key.pem}\n")
    must(home, "user", "add", "dana", "--admin", "--password-file", "-", "--data", home / "data",
         stdin="otter brass tunnel 42\n")
    with Served(home, "serve", "--source", "none", "--config", home / "tocsin.yaml", scheme="https") as engine:
        report = home / "report.json"
        done = subprocess.run(
            ["testssl", "--warnings", "off", "--color", "0", "--quiet", "--add-ca", home / "ca.pem", "--ip", "127.0.0.1",
             *LOOKS, "--jsonfile", report, f"localhost:{engine.port}"],
            capture_output=True, text=True, timeout=500, env=dict(os.environ, HOME=str(home)))
        check(report.exists(), f"no report:\n{done.stdout}\n{done.stderr}")
        found = json.loads(report.read_text())
        check(len(found) > 60, f"{len(found)} findings are too few:\n{done.stdout}")
        bad = [f"{f['severity']} {f['id']}: {f['finding']}" for f in found if f["severity"] in BAD]
        equal(bad, [], "findings of medium or worse")
        for expected in ("TLS1_3", "HSTS_time", "cert_trust"):
            check(any(f["id"].startswith(expected) for f in found), f"not looked at: {expected}")
        engine.process.terminate()
        equal(engine.process.wait(60), 0, "exit code")
low = [f["id"] for f in found if f["severity"] == "LOW"]
print(f"testssl: {len(found)} findings, none of medium or worse; low: {', '.join(low) or 'none'}")

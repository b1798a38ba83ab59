"""What a newcomer gets wrong is answered by one message that says what, where, and what to do."""

import os
import socket
import subprocess

from program import (BRANDS, HERE, PACK, Running, check, complaint, environment, equal, must, run,
                     scratch, write_lines)


def refused(home, code, parts, *arguments):
    is_, out, err = run(home, *arguments)
    command = "tocsin " + " ".join(map(str, arguments))
    equal(is_, code, f"exit code of `{command}` ({err.strip()})")
    equal(out, "", f"standard output of `{command}`")
    for part in parts:
        check(part in err, f"`{command}` does not say {part!r}, but: {err}")
    check("Traceback" not in err and "terminate called" not in err, f"{command}: {err}")


with scratch() as home:
    # Flags and commands.
    refused(home, 2, ["no option `--lisen`", "did you mean `--listen`?"], "serve", "--lisen", "x")
    refused(home, 2, ["no command `relpay`", "did you mean `replay`?"], "relpay", "f")
    refused(home, 2, ["which command?", "serve"])
    refused(home, 2, ["no command `chek`", "did you mean `check`?"], "rules", "chek", "--strict", "x")
    refused(home, 2, ["--from `twitter` is none of x, brandwatch"], "rules", "import", "f", "--from", "twitter")
    refused(home, 2, ["status `alive`", "did you mean `live`?"], "rules", "status", "a/b", "alive", "--why", "x")
    refused(home, 2, ["no command `relpay`", "did you mean `replay`?"], "relpay", "--help")
    refused(home, 2, ["--shape `dya` is none of day, bench", "did you mean `day`?"],
            "traffic", "--out", home / "t", "--shape", "dya")
    refused(home, 2, ["--beside gone: there is no such file or folder"],
            "rules", "check", "--beside", "gone")
    refused(home, 2, ["--server ftp://x:1: write"], "sources", "--server", "ftp://x:1")
    refused(home, 69, ["no engine answers at nowhere.invalid:80"],
            "sources", "--server", "nowhere.invalid:80")
    refused(home, 2, ["--readers is 1 to 64, not 99"], "serve", "--readers", "99")
    refused(home, 2, ["--common is 0.01 to 100, not 0"], "rules", "check", "--common", "0")
    refused(home, 2, ["nope.yaml: there is no such file or folder"], "rules", "check", "nope.yaml")
    refused(home, 2, ["--brands nope: there is no such file"], "rules", "check", "--brands", "nope")
    refused(home, 2, ["FILE"], "replay")
    refused(home, 2, ["there is no such file"], "replay", home / "none.ndjson")
    refused(home, 2, ["--speed", "`1x`"], "replay", "--speed", "fast", PACK)
    refused(home, 2, ["--source", "jetstream"], "replay", "--source", "jetsream", PACK)
    refused(home, 2, ["--listen", "127.0.0.1:8420"], "serve", "--listen", "8420", "--source", "none")
    for command in ("serve", "demo", "replay", "rules", "rules check", "rules test", "rules match",
                    "traffic", "doctor", "backup", "restore"):
        out, _ = must(home, *command.split(), "--help")
        check(not any(sign in out for sign in ("TEXT:", "UINT", "{", "\0")), f"help of {command}: {out}")
        check("Example" in out and f"tocsin {command.split()[0]}" in out, f"help of {command}: {out}")
    check(must(home, "--version")[0].startswith("tocsin "), "--version")

    # Configuration: every problem, with its place.
    config = home / "typo.yaml"
    config.write_text("listn: 127.0.0.1:0\nreaders: 900\nsources:\n"
                      "  - {name: a, kind: jetsteam}\n  - {name: b, kind: follow, paht: x}\n")
    refused(home, 78, ["typo.yaml:1:1: error: ", "did you mean `listen`?", "typo.yaml:2:10: error",
                       "did you mean `jetstream`?", "did you mean `path`?"],
            "serve", "--config", config)
    # Editors jump to a line that begins with a place.
    first = run(home, "serve", "--config", config)[2].splitlines()
    check(any(line.startswith(f"{config}:1:1: error: ") for line in first), f"places: {first}")
    refused(home, 78, ["nowhere.yaml: error: ", "cannot be read"], "serve", "--config", home / "nowhere.yaml")
    refused(home, 2, ["--source gone", "none"], "serve", "--source", "gone")

    # A recording of another platform is told, and counted.
    frames = home / "frames.ndjson"
    must(home, "traffic", "--out", frames, "--posts", "5")
    out, err = must(home, "replay", "--source", "posts", frames)
    check("rejected" in out and "not one frame could be read as `posts`" in err, f"{out} {err}")

    # A rule error names file, line and column.
    bad = home / "bad.yaml"
    bad.write_text(PACK.read_text().replace("brand AND trouble", "brand AND truoble"))
    refused(home, 78, ["bad.yaml:12:", "truoble", "did you mean `trouble`?"],
            "serve", "--packs", bad, "--data", home / "d", "--source", "none")

    # A port, and a data folder, that another one has.
    taken = socket.create_server(("127.0.0.1", 0))
    port = taken.getsockname()[1]
    refused(home, 69, [str(port), "--listen"], "serve", "--data", home / "d", "--source", "none",
            "--listen", f"127.0.0.1:{port}")
    taken.close()
    with Running(home, "serve", "--data", home / "d", "--source", "none") as engine:
        refused(home, 75, [str(home / "d")], "serve", "--data", home / "d", "--source", "none",
                "--listen", "127.0.0.1:0")
        equal(engine.stop(), 0, "exit code of an orderly stop")

    # A secret that is a blank is none.
    for name, text in (("blank", " \n"), ("token", " ")):
        (home / name).write_text(text)
        (home / name).chmod(0o600)
    blank = home / "blank.yaml"
    blank.write_text("ingest_secret_file: blank\n")
    refused(home, 78, ["ingest_secret_file", "nothing but blanks"], "serve", "--config", blank, "--data", home / "d",
            "--source", "none", "--listen", "127.0.0.1:0")
    refused(home, 2, ["token", "nothing but blanks"], "sources", "--token-file", home / "token")

    # A slip of the pen makes no store.
    for command in (("user", "list"), ("user", "disable", "ann"), ("token", "list"), ("audit", "verify"), ("backup", home / "b")):
        refused(home, 2, ["there is no store here", "--data"], *command, "--data", home / "slip")
    check(not (home / "slip").exists(), "a store was made by asking for one")

    # A store of a newer program.
    newer = os.environ.get("TOCSIN_NEWER_STORE", "")
    if os.path.exists(newer):
        subprocess.run([newer, str(home / "newer")], check=True, env=environment(home))
        refused(home, 78, ["newer", str(home / "newer")], "serve", "--data", home / "newer",
                "--source", "none", "--listen", "127.0.0.1:0")
    else:
        print("newer_store is not built: a newer store was not tried")

    # The doctor finds what is wrong, and is content where nothing is.
    code, out, _ = run(home, "doctor", "--config", config)
    equal(code, 1, "doctor's exit code")
    check("did you mean `listen`?" in out, out)
    open_to_all = home / "open.yaml"
    open_to_all.write_text("listen: 0.0.0.0:8420\nsources:\n"
                           "  - {name: far, kind: jetstream, url: 'ws://stream.example.org'}\n")
    code, out, _ = run(home, "doctor", "--config", open_to_all, "--data", home / "d")
    equal(code, 1, "doctor's exit code")
    for part in ("will not listen on 0.0.0.0", "open.yaml:3:5: error: source `far`: url: ",
                 "insecure: true"):
        check(part in out, f"the doctor does not say {part!r}, but: {out}")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        used = home / "used.yaml"
        used.write_text(f"listen: 127.0.0.1:{taken.getsockname()[1]}\n")
        code, out, _ = run(home, "doctor", "--config", used, "--data", home / "d")
        check("note  listen" in out and "in use" in out, out)
    code, out, _ = run(home, "doctor", "--packs", PACK, "--data", home / "d", "--json")
    equal(code, 0, f"doctor's exit code: {out}")
    check('"verdict":"bad"' not in out and '"what":"rules"' in out, out)
print("every mistake has its message")

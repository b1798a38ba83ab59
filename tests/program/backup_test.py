"""A backup of a running engine, brought back elsewhere, holds what was acknowledged before it."""

from program import (BRANDS, PACK, Running, check, complaint, equal, must, run, scratch)

with scratch() as home:
    serve = ("serve", "--packs", PACK, "--brands", BRANDS, "--source", "none", "--data")
    with Running(home, *serve, home / "data") as engine:
        equal(engine.post([complaint(i) for i in range(100)])[0] // 100, 2, "ingest")
        before = engine.alerts()
        must(home, "backup", home / "copy", "--data", home / "data")
        equal(engine.post([complaint(i) for i in range(100, 120)])[0] // 100, 2, "ingest")
        equal(engine.stop(), 0, "exit code")
    must(home, "restore", home / "copy", "--data", home / "restored")
    with Running(home, *serve, home / "restored") as engine:
        equal(engine.alerts(), before, "alerts of the restored store")
        equal(len(before), 100, "alerts before the backup")
    # Offline too, and a restore over a store keeps what was there.
    out, err = must(home, "backup", home / "copy", "--data", home / "data")
    equal((out, err.count("\n")), ("", 1), f"what a backup says: {err}")
    _, err = must(home, "restore", home / "copy", "--data", home / "restored")
    check("before-restore" in err, err)
    with Running(home, *serve, home / "restored") as engine:
        equal(len(engine.alerts()), 120, "alerts of the second copy")
    code, _, err = run(home, "restore", home / "nothing", "--data", home / "restored")
    equal(code, 65, f"restore from nothing: {err}")
print("what was backed up came back")

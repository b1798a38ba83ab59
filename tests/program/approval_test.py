"""Approval by two people: an agent drafts and cannot approve, a lead approves and never what he wrote, then it is
sent; twice, stale, and by somebody whose right was just taken away."""

import concurrent.futures
import os
import time

from platforms import FakePds
from program import BRANDS, PACK, check, complaint, equal, must, scratch
from staff import Person, Staffed, hire

PATH = "/api/v1/cases/{case}/replies"


def configure(home, pds):
    (home / "password").write_text("app-pass\n")
    os.chmod(home / "password", 0o600)
    file = home / "tocsin.yaml"
    file.write_text(f"""reply:
  bluesky: {{service: "{pds.url}", handle: us.test, password_file: password, private: true}}
  approval: [all]
  undo: 0s
""")
    return file


class Desk:
    def __init__(self, engine, token):
        self.engine, self.token = engine, token
        self.posts = 0

    def case(self, reader):
        """A new complaint's case."""
        self.posts += 1
        post = f"at://did:plc:them/app.bsky.feed.post/{self.posts}"
        status, said = self.engine.post([complaint(self.posts) | {"id": post, "source": "bluesky"}],
                                        headers={"Authorization": f"Bearer {self.token}"})
        equal(status, 200, f"ingest: {said}")
        alerts = reader.ask("GET", "/api/v1/alerts?limit=200")[1]["alerts"]
        return next(a["case"] for a in alerts if a["post"]["id"] == post)


def draft(who, case, text="Sorry! Please write to us."):
    status, made = who.ask("POST", PATH.format(case=case), {"text": text})
    equal(status, 201, f"a draft of {who.login}: {made}")
    equal(made["reply"]["needs_approval"], True, "needs approval")
    return made["reply"]["id"]


def step(who, case, reply, what, body=None):
    return who.ask("POST", f"{PATH.format(case=case)}/{reply}/{what}", body or {})


def reply_of(who, case):
    return who.ask("GET", f"/api/v1/cases/{case}")[1]["replies"][-1]


def kinds(who, case):
    return [line["kind"] for line in who.ask("GET", f"/api/v1/cases/{case}")[1]["timeline"]]


def sent(who, case, within=30):
    until = time.monotonic() + within
    while (reply := reply_of(who, case))["state"] != "sent":
        check(time.monotonic() < until, f"never sent: {reply}")
        time.sleep(0.05)
    return reply


def two_people(desk, pds, ann, bo, leo, lena, vic):
    case = desk.case(ann)
    equal(vic.ask("POST", PATH.format(case=case), {"text": "x"})[0], 403, "a viewer drafts nothing")
    reply = draft(ann, case)
    before = len(pds.posts)
    equal(step(ann, case, reply, "send")[0], 409, "not approved, so not sent")
    for who, why in ((ann, "an agent, and her own"), (bo, "an agent"), (vic, "a viewer")):
        equal(step(who, case, reply, "approve")[0], 403, why)
    status, approved = step(leo, case, reply, "approve")
    equal((status, approved["reply"]["state"], approved["reply"]["approved_by"]["name"]), (200, "approved", "leo"), "approved")
    status, again = step(leo, case, reply, "approve")
    equal((status, again["reply"]["version"]), (200, approved["reply"]["version"]), "approved twice: one effect")
    equal(step(lena, case, reply, "approve")[0], 200, "approved by another as well: it is so already")
    equal(reply_of(ann, case)["approved_by"]["name"], "leo", "the first one's")
    # Changed after that, nobody has approved what it says now.
    equal(ann.ask("PUT", f"{PATH.format(case=case)}/{reply}", {"text": "Quite another text"})[0], 200, "edited")
    equal(reply_of(ann, case)["state"], "draft", "edited")
    equal(step(ann, case, reply, "send")[0], 409, "edited, so not approved")
    # A lead who wrote into it has written it, too.
    equal(leo.ask("PUT", f"{PATH.format(case=case)}/{reply}", {"text": "Leo's words"})[0], 200, "edited by a lead")
    equal(step(leo, case, reply, "approve")[0], 403, "his own words")
    equal(step(lena, case, reply, "approve")[0], 200, "another lead")
    equal(step(ann, case, reply, "send")[0], 403, "the words are Leo's now")
    equal(step(leo, case, reply, "send")[0], 200, "sent by its author")
    equal(step(leo, case, reply, "send")[0], 200, "sent twice: one post")
    sent(ann, case)
    equal(len(pds.posts) - before, 1, "posts")
    equal(list(pds.posts.values())[-1]["text"], "Leo's words", "what was approved")
    wanted = ["reply.drafted", "reply.approved", "reply.edited", "reply.edited", "reply.approved", "reply.sending",
              "reply.sent"]
    equal(kinds(ann, case), wanted, "timeline")
    equal(step(leo, case, reply, "approve")[0] in (200, 409), True, "approved when sent")
    equal(len(pds.posts) - before, 1, "posts, after all")
    # The plain way: one drafts, one approves, it is sent.
    case = desk.case(ann)
    reply = draft(ann, case)
    equal([step(leo, case, reply, "approve")[0], step(ann, case, reply, "send")[0]], [200, 200], "the plain way")
    sent(ann, case)
    # A lead's own draft.
    case = desk.case(leo)
    reply = draft(leo, case)
    equal(step(leo, case, reply, "approve")[0], 403, "a lead's own")
    equal(step(lena, case, reply, "approve")[0], 200, "by the other")
    # Said at the same instant by both leads and sent ten times: one post.
    before = len(pds.posts)
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        answers = [pool.submit(step, who, case, reply, "send") for who in (leo, lena) * 5]
        statuses = [answer.result()[0] for answer in answers]
    check(set(statuses) <= {200, 409}, f"sent ten times: {statuses}")
    sent(leo, case)
    equal(len(pds.posts) - before, 1, "posts of ten sends")


def the_queue(desk, ann, bo, leo, vic):
    """What waits for a lead, over all cases: whoever waits longest comes first."""
    drafted = [(case, draft(who, case, f"words {n}")) for n, who in enumerate((ann, bo, ann)) for case in [desk.case(who)]]
    path, seen = "/api/v1/replies?state=draft&needs_approval=true&limit=2", []
    status, page = leo.ask("GET", path)
    equal((status, len(page["replies"])), (200, 2), "the first page")
    seen += page["replies"]
    # One of the first page is approved before the second is asked for: none is missed by it.
    equal(step(leo, *drafted[0], "approve")[0], 200, "approved")
    status, page = leo.ask("GET", f"{path}&cursor={page['next']}")
    seen += page["replies"]
    equal((status, page["next"]), (200, None), "the last page")
    equal([(one["case"], one["id"]) for one in seen], drafted, "the queue, in order")
    equal([one["text"] for one in seen], ["words 0", "words 1", "words 2"], "what they say")
    for one in seen:
        equal(one["post"]["id"], one["to"], "the post that it answers")
        check(one["post"]["text"], "its text")
    left = [one["id"] for one in leo.ask("GET", path.replace("limit=2", "limit=9"))[1]["replies"]]
    equal(left, [reply for _, reply in drafted[1:]], "what is approved waits no more")
    approved = leo.ask("GET", "/api/v1/replies?state=approved")[1]["replies"]
    equal([one["id"] for one in approved if one["id"] == drafted[0][1]], [drafted[0][1]], "approved")
    equal(vic.ask("GET", path)[0], 403, "a viewer answers nobody")
    for wrong in ("state=waiting", "needs_approval=1", "cursor=7", "limit=0", "mine=true"):
        equal(leo.ask("GET", f"/api/v1/replies?{wrong}")[0], 400, wrong)
    for case, reply in drafted:
        equal(step(leo, case, reply, "cancel")[0], 200, "cancelled")
    equal(leo.ask("GET", path)[1], {"replies": [], "next": None}, "an empty queue")


def right_just_taken(desk, root, ann, leo):
    """While he approves one after the other he is made an agent: what was answered is what is so."""
    cases = [desk.case(ann) for _ in range(60)]  # more than are approved before the change, on a busy machine too
    replies = [draft(ann, case) for case in cases]
    answers = []

    def approve_all():
        for case, reply in zip(cases, replies):
            try:
                answers.append(step(leo, case, reply, "approve")[0])
            except OSError:
                answers.append(0)

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        approving = pool.submit(approve_all)
        while len(answers) < 3:
            time.sleep(0.001)
        equal(root.ask("PATCH", f"/api/v1/users/{leo.user}", {"role": "agent"})[0], 200, "made an agent")
        approving.result()
    check(set(answers) <= {200, 401, 403}, f"answers: {answers}")
    check(200 in answers and (401 in answers or 403 in answers), f"the change came between: {answers}")
    first_refused = next(i for i, status in enumerate(answers) if status != 200)
    check(all(status != 200 for status in answers[first_refused:]), f"let in again: {answers}")
    for case, status in zip(cases, answers):
        equal(reply_of(ann, case)["state"], "approved" if status == 200 else "draft", f"answered {status}")
    leo.sign_in()
    equal(step(leo, cases[-1], replies[-1], "approve")[0], 403, "an agent now")
    return answers


with scratch() as home:
    pds = FakePds()
    file = configure(home, pds)
    hire(home, root="admin", ann="agent", bo="agent", leo="lead", lena="lead", vic="viewer")
    token = must(home, "token", "add", "ingest", "--scope", "ingest", "--data", home / "data")[0].strip()
    serve = ("serve", "--config", file, "--packs", PACK, "--brands", BRANDS, "--source", "none", "--data", home / "data")
    with Staffed(home, *serve) as engine:
        desk = Desk(engine, token)
        staff = {login: Person(engine, login).sign_in() for login in ("root", "ann", "bo", "leo", "lena", "vic")}
        two_people(desk, pds, *(staff[login] for login in ("ann", "bo", "leo", "lena", "vic")))
        the_queue(desk, *(staff[login] for login in ("ann", "bo", "leo", "vic")))
        answers = right_just_taken(desk, staff["root"], staff["ann"], staff["leo"])
        equal(engine.stop(), 0, "exit code")
print(f"approved by two people, one post each; the right was taken after {answers.count(200)} of {len(answers)} approvals")

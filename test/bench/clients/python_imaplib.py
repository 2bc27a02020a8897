"""Python's imaplib does one work once; prints the figures as JSON, as child.ts does. It does not parse what FETCH brings."""

import imaplib
import json
import resource
import ssl
import sys
import time

task = json.loads(sys.argv[1])
ALL = "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)"
marks = {}
imaplib._MAXLINE = 100_000_000


def begin():
    marks["begin"] = (time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF))


def end():
    marks.setdefault("end", (time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)))


def peak():
    """Most resident memory in MB; what getrusage says begins, on Linux, with that of the process that started this one."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
    except OSError:
        scale = 1024 if sys.platform == "darwin" else 1
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / scale


def signed_in():
    if task["ca"] is None:
        imap = imaplib.IMAP4(task["host"], task["port"])
    else:
        context = ssl.create_default_context(cadata=task["ca"])
        imap = imaplib.IMAP4_SSL(task["host"], task["port"], ssl_context=context)
    imap.login(task["user"], task["password"])
    return imap


def selected():
    imap = signed_in()
    _, answer = imap.select(task["mailbox"])
    return imap, int(answer[0])


def fetch(items, noun, per_row):
    imap, _ = selected()
    begin()
    _, rows = imap.uid("FETCH", "1:*", items)
    end()
    return f"{len(rows) // per_row} {noun}"


def bodies():
    imap, _ = selected()
    begin()
    octets = 0
    for n in range(1, task["count"] + 1):
        _, rows = imap.uid("FETCH", str(n), "(UID BODY.PEEK[])")
        octets += len(rows[0][1])
    end()
    return f"{task['count']} bodies"


def search():
    imap, _ = selected()
    begin()
    _, found = imap.uid("SEARCH", None, "ALL")
    count = len(found[0].split())
    end()
    return f"{count} found"


def first_page():
    begin()
    imap, exists = selected()
    _, rows = imap.fetch(f"{exists - 49}:*", ALL)
    end()
    return f"{len(rows)} rows"


def counts():
    imap = signed_in()
    begin()
    found = [imap.status(name, "(MESSAGES UNSEEN)") for name in task["names"]]
    end()
    return f"{len(found)} counts"


def append():
    imap = signed_in()
    imap.create(task["mailbox"])
    message = b"From: a@example.org\r\nSubject: bench\r\n\r\n" + b"All work and no play makes a dull boy.\r\n" * 100
    begin()
    for _ in range(task["count"]):
        imap.append(task["mailbox"], None, None, message)
    end()
    return f"{task['count']} appended"


works = {
    "W1": lambda: fetch(ALL, "rows", 1),
    "W1s": lambda: fetch(ALL, "rows", 1),
    "W8r": lambda: fetch(ALL, "rows", 1),
    "W2": lambda: fetch("(UID FLAGS)", "rows", 1),
    "W3": bodies,
    "W3t": bodies,
    "W3c": bodies,
    "W3b": lambda: fetch("(UID BODY.PEEK[])", "bodies", 2),
    "W3cb": lambda: fetch("(UID BODY.PEEK[])", "bodies", 2),
    "W4": search,
    "W5": first_page,
    "W5t": first_page,
    "W6": counts,
    "W7s": append,
    "W7r": append,
}

work = works.get(task["work"])
if work is None:
    print("null")
else:
    check = work()
    (wall0, cpu0), (wall1, cpu1) = marks["begin"], marks["end"]
    figures = {
        "wallMs": (wall1 - wall0) * 1000,
        "userMs": (cpu1.ru_utime - cpu0.ru_utime) * 1000,
        "systemMs": (cpu1.ru_stime - cpu0.ru_stime) * 1000,
        "peakMb": peak(),
        "stallMs": None,
        "burstMs": None,
        "keptMb": None,
        "idleMb": None,
        "bytesIn": None,
        "bytesOut": None,
        "roundTrips": None,
        "check": check,
    }
    print(json.dumps(figures))

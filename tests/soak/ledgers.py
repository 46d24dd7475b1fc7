# Compares what the client wrote down with what crossed the wire; ledgers_test.py sees each comparison fail.
from collections import Counter, defaultdict

SOH = b"\x01"
GRACE_SECONDS = 2.0  # what was handed over so shortly before an end may have been lost on the way


class Message:
    """One FIX message that the witness saw, in one direction of one connection."""

    def __init__(self, raw, when):
        self.raw = raw
        self.when = when
        self.delivered = False  # as it was, to the client
        self.fields = {}
        for part in raw.split(SOH):
            tag, _, value = part.partition(b"=")
            self.fields.setdefault(tag.decode("latin1"), value.decode("latin1"))

    def __getitem__(self, tag):
        return self.fields.get(tag, "")


class Ledger:
    """The client's lines: all its lives wrote into one file."""

    def __init__(self, text):
        self.sending, self.sent, self.refused, self.unknown = set(), Counter(), set(), set()
        self.fates = defaultdict(list)  # of a request, in the order in which they were told
        self.fills = Counter()  # (ClOrdID(11), ExecID(17), session)
        lines = text.split("\n")[:-1]
        for line in lines:
            word, *rest = line.split(" ")
            if word == "sent":
                self.sent[rest[0]] += 1
            elif word in ("sending", "refused", "unknown"):
                getattr(self, word).add(rest[0])
            elif word == "fate":
                self.fates[rest[0]].append(rest[1])
            elif word == "fill":
                self.fills[tuple(rest[:3])] += 1
        self.has_end = bool(lines) and lines[-1] == "end"


class Wire:
    """What the witness saw on all connections; `client_ends` are the times at which a client was killed."""

    def __init__(self, connections, client_ends=()):
        self.connections = connections
        self.orders = Counter()  # how often a ClOrdID(11) was sent
        self.accepted, self.rejected = set(), set()  # by the venue
        self.fills, self.due_fills = set(), set()  # that the venue sent; that surely reached the client
        for connection in connections:
            numbers = {}
            for message in connection.sent:
                if message["35"] == "D":
                    self.orders[message["11"]] += 1
                    numbers[message["34"]] = message["11"]
            sound = True  # a gap, a repetition or a garbled message ends the session at once
            for message in connection.heard:
                self.hear(message, numbers)
                if message["150"] == "F" and sound and arrived(connection, message, client_ends):
                    self.due_fills.add((message["11"], message["17"]))
                sound = sound and message.delivered

    def hear(self, message, numbers):
        if message["35"] == "3" and message["45"] in numbers:
            self.rejected.add(numbers[message["45"]])
        if message["35"] != "8":
            return
        (self.rejected if message["150"] == "8" else self.accepted).add(message["11"])
        if message["150"] == "F":
            self.fills.add((message["11"], message["17"]))


def arrived(connection, message, client_ends):
    ends = [*client_ends, connection.ended or float("inf")]
    end = min((e for e in ends if e >= message.when), default=float("inf"))
    return message.delivered and end - message.when > GRACE_SECONDS


def request_faults(ledger, wire):
    wrong = [f"{i} was sent {n} times" for i, n in wire.orders.items() if n > 1]
    wrong += [f"{i} is on the wire and in no ledger" for i in wire.orders if i not in ledger.sending]
    wrong += [f"{i} was refused and is on the wire" for i in ledger.refused if i in wire.orders]
    wrong += [f"send() said {n} times that {i} was sent" for i, n in ledger.sent.items() if n > 1]
    return wrong


def fate_faults(ledger, wire):
    wrong = [f"{i} was sent and has no fate" for i in ledger.sent
             if i not in ledger.fates and i not in ledger.unknown]
    for i, told in ledger.fates.items():
        final = [fate for fate in told if fate != "unknown"]
        if len(set(final)) > 1:
            wrong.append(f"{i} has the fates {told}")
        if "accepted" in final and i not in wire.accepted:
            wrong.append(f"{i} is said to be accepted and the venue never said so")
        if "rejected" in final and i not in wire.rejected:
            wrong.append(f"{i} is said to be rejected and the venue never said so")
        if told[-1] == "unknown" and i not in ledger.unknown:
            wrong.append(f"{i} is unknown and not listed at the end")
    filled = {order for order, _, _ in ledger.fills}
    wrong += [f"{i} is listed as unknown and its fill was heard" for i in ledger.unknown & filled]
    return wrong


def fill_faults(ledger, wire):
    heard = {(order, execution) for order, execution, _ in ledger.fills}
    wrong = [f"fill {f} reached the client and is not in its ledger" for f in wire.due_fills - heard]
    wrong += [f"fill {f} is in the client's ledger and the venue never sent it" for f in heard - wire.fills]
    return wrong


def sequence_faults(connection):
    wrong = []
    for what, messages in (("sent", connection.sent), ("heard", connection.heard)):
        for place, message in enumerate(messages, 1):
            if message["34"] != str(place):
                wrong.append(f"{connection.kind}: {what} MsgSeqNum(34) {message['34']} at place {place}")
                break
    for place, message in enumerate(connection.sent, 1):
        if (message["35"] == "A") != (place == 1):
            wrong.append(f"{connection.kind}: Logon<A> at place {place}")
        if message["35"] in ("2", "4"):
            wrong.append(f"{connection.kind}: {message['35']} was sent: nothing is asked for again here")
    return wrong


def disagreements(ledger, wire):
    wrong = [] if ledger.has_end else ["the client's ledger has no end"]
    for connection in wire.connections:
        wrong += sequence_faults(connection)
    wrong += request_faults(ledger, wire) + fate_faults(ledger, wire) + fill_faults(ledger, wire)
    if not ledger.fills or not any(told[-1] == "accepted" for told in ledger.fates.values()):
        wrong.append("nothing was traded: the soak has proved nothing")
    return wrong


def summary(ledger, wire):
    logons = sum(1 for c in wire.connections for m in c.heard if m["35"] == "A")
    fates = Counter(told[-1] for told in ledger.fates.values())
    heard = {(order, execution) for order, execution, _ in ledger.fills}
    return (f"{len(wire.connections)} connections, {logons} logons\n"
            f"{len(ledger.sent)} requests sent, {len(ledger.refused)} refused; fates: "
            + ", ".join(f"{fate} {n}" for fate, n in sorted(fates.items()))
            + f"; {len(ledger.unknown)} listed as unknown; {len(heard)} of {len(wire.fills)} fills heard, "
              f"{len(wire.due_fills)} had to be")

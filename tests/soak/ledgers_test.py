# Each comparison of the soak, seen to fail: one plant in ledgers that agree, one line about it.
import sys
import unittest
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).parent))
sys.dont_write_bytecode = True

from ledgers import Ledger, Message, Wire, disagreements  # noqa: E402

LATE = 100.0


def message(fields, when=0.0, delivered=True):
    made = Message(("8=FIX.4.4|" + fields + "|10=000|").replace("|", "\x01").encode(), when)
    made.delivered = delivered
    return made


def report(number, order, rest, **more):
    return message(f"35=8|34={number}|11={order}|{rest}", **more)


class Soaked(unittest.TestCase):
    """A bought and filled, B rejected on arrival, C rejected by the session, D never answered."""

    def setUp(self):
        self.sent = [message("35=A|34=1")] + [message(f"35=D|34={n}|11={i}") for n, i in enumerate("ABCD", 2)]
        self.heard = [message("35=A|34=1"),
                      report(2, "A", "150=0|17=1"), report(3, "A", "150=F|17=2"),
                      report(4, "B", "150=8|17=3"), message("35=3|34=5|45=4")]
        self.ended, self.client_ends = LATE, []
        self.lines = [f"{word} {i}" for i in "ABCD" for word in ("sending", "sent")]
        self.lines += ["fill A 2 oe", "fate A accepted", "fate B rejected", "fate C rejected", "fate D unknown",
                       "unknown D", "end"]

    def compare(self):
        connection = SimpleNamespace(kind="oe", sent=self.sent, heard=self.heard, ended=self.ended)
        return disagreements(Ledger("\n".join(self.lines) + "\n"), Wire([connection], self.client_ends))

    def expect(self, *wrong):
        self.assertEqual(self.compare(), list(wrong))

    def renumber(self):
        for messages in (self.sent, self.heard):
            for place, one in enumerate(messages, 1):
                one.fields["34"] = str(place)

    def test_ledgers_that_agree(self):
        self.expect()

    # ---- requests

    def test_a_request_sent_twice(self):
        self.sent.append(message("35=D|34=6|11=D"))
        self.expect("D was sent 2 times")

    def test_a_request_sent_again_on_another_connection(self):
        other = SimpleNamespace(kind="oe", sent=[message("35=A|34=1"), message("35=D|34=2|11=A")], heard=[],
                                ended=None)
        connection = SimpleNamespace(kind="oe", sent=self.sent, heard=self.heard, ended=self.ended)
        self.assertEqual(disagreements(Ledger("\n".join(self.lines) + "\n"), Wire([connection, other])),
                         ["A was sent 2 times"])

    def test_a_request_that_nobody_sent(self):
        self.sent.append(message("35=D|34=6|11=X"))
        self.expect("X is on the wire and in no ledger")

    def test_a_refused_request_on_the_wire(self):
        self.lines[self.lines.index("sent D")] = "refused D"
        self.expect("D was refused and is on the wire")

    def test_a_request_said_to_be_sent_twice(self):
        self.lines.insert(0, "sent D")
        self.expect("send() said 2 times that D was sent")

    # ---- fates

    def test_a_request_without_a_fate(self):
        self.lines.remove("fate B rejected")
        self.expect("B was sent and has no fate")

    def test_a_lost_request(self):
        self.lines.remove("fate D unknown")
        self.lines.remove("unknown D")
        self.expect("D was sent and has no fate")

    def test_two_fates(self):
        self.lines.insert(-1, "fate B accepted")
        self.expect("B has the fates ['rejected', 'accepted']",
                    "B is said to be accepted and the venue never said so")

    def test_an_acceptance_that_the_venue_never_gave(self):
        self.lines[self.lines.index("fate B rejected")] = "fate B accepted"
        self.expect("B is said to be accepted and the venue never said so")

    def test_a_rejection_that_the_venue_never_gave(self):
        self.lines[self.lines.index("fate D unknown")] = "fate D rejected"
        self.expect("D is said to be rejected and the venue never said so")

    def test_an_unknown_fate_that_later_becomes_known(self):
        self.lines.insert(0, "fate A unknown")
        self.expect()

    def test_an_unknown_request_that_is_forgotten(self):
        self.lines.remove("unknown D")
        self.expect("D is unknown and not listed at the end")

    def test_a_request_listed_as_unknown_whose_fill_was_heard(self):
        self.lines.insert(-1, "unknown A")
        self.expect("A is listed as unknown and its fill was heard")

    # ---- fills

    def test_a_lost_fill(self):
        self.lines[self.lines.index("fill A 2 oe")] = "fill A 9 oe"
        self.expect("fill ('A', '2') reached the client and is not in its ledger",
                    "fill ('A', '9') is in the client's ledger and the venue never sent it")

    def test_a_fill_that_was_made_up(self):
        self.lines.insert(0, "fill A 9 oe")
        self.expect("fill ('A', '9') is in the client's ledger and the venue never sent it")

    def expect_may_be_lost(self):
        self.lines[self.lines.index("fill A 2 oe")] = "fill Z 1 dc"
        self.heard.insert(1, report(2, "Z", "150=F|17=1"))
        self.renumber()
        self.heard[-1].fields["45"] = "4"
        self.expect()

    def test_a_fill_may_be_lost_that_was_not_handed_over(self):
        self.heard[2].delivered = False
        self.expect_may_be_lost()

    def test_a_fill_may_be_lost_behind_a_message_that_was_not_handed_over(self):
        self.heard[1].delivered = False
        self.expect_may_be_lost()

    def test_a_fill_may_be_lost_shortly_before_the_connection_ends(self):
        self.heard[2].when = LATE - 1
        self.expect_may_be_lost()

    def test_a_fill_may_be_lost_shortly_before_the_client_is_killed(self):
        self.client_ends = [1.0]
        self.expect_may_be_lost()

    def test_a_fill_may_not_be_lost_long_before_the_client_is_killed(self):
        self.client_ends = [50.0]
        self.lines.remove("fill A 2 oe")
        self.lines.insert(0, "fill Z 1 dc")
        self.heard.append(report(6, "Z", "150=F|17=1"))
        self.expect("fill ('A', '2') reached the client and is not in its ledger")

    # ---- sequence numbers

    def test_a_gap_in_what_was_sent(self):
        self.sent[-1].fields["34"] = "9"
        self.expect("oe: sent MsgSeqNum(34) 9 at place 5")

    def test_a_gap_in_what_was_heard(self):
        self.heard[-1].fields["34"] = "9"
        self.expect("oe: heard MsgSeqNum(34) 9 at place 5")

    def test_a_connection_without_a_logon(self):
        self.sent[0].fields["35"] = "0"
        self.expect("oe: Logon<A> at place 1")

    def test_a_second_logon(self):
        self.sent.append(message("35=A|34=6"))
        self.expect("oe: Logon<A> at place 6")

    def test_a_resend_request(self):
        self.sent.append(message("35=2|34=6"))
        self.expect("oe: 2 was sent: nothing is asked for again here")

    # ---- the soak itself

    def test_a_client_that_did_not_end(self):
        self.lines.remove("end")
        self.expect("the client's ledger has no end")

    def test_a_soak_without_trade(self):
        self.sent, self.heard, self.lines = self.sent[:1], self.heard[:1], ["end"]
        self.expect("nothing was traded: the soak has proved nothing")


if __name__ == "__main__":
    unittest.main()

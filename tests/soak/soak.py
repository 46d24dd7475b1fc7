# Real processes over TLS, a fault each second, and three ledgers that have to agree: see README.md beside this.
import argparse
import asyncio
import os
import random
import re
import signal
import socket
import ssl
import struct
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from ledgers import Ledger, Message, Wire, disagreements, summary

END = re.compile(rb"\x0110=\d{3}\x01")
QUIET_SECONDS = 20  # at the end, without faults: everything comes back and is answered

FAULTS = ["reset", "close", "stall", "cut", "garble", "drip", "gap", "repeat", "refuse", "stop_client",
          "stop_venue", "kill_client", "kill_venue"]
WEIGHTS = [4, 4, 3, 3, 3, 4, 3, 3, 2, 2, 2, 2, 2]


class Cutter:
    """Whole messages from a stream of bytes that nobody has spoilt yet."""

    def __init__(self):
        self.rest = b""

    def take(self, data):
        self.rest += data
        messages = []
        while match := END.search(self.rest):
            messages.append(self.rest[: match.end()])
            self.rest = self.rest[match.end():]
        return messages


class Connection:
    """One client connection and its other half at the venue."""

    def __init__(self, witness, kind, client, venue):
        self.witness, self.kind = witness, kind
        self.client, self.venue = client, venue  # (reader, writer) each
        self.sent, self.heard = [], []  # by the client
        self.fault = None  # for the venue's next message
        self.clear = asyncio.Event()
        self.clear.set()
        self.drip_until = 0.0
        self.ended = None

    async def run(self):
        pumps = [asyncio.create_task(self.outward()), asyncio.create_task(self.inward())]
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        self.end(hard=False)
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)

    async def outward(self):
        cutter = Cutter()
        while data := await self.client[0].read(65536):
            for raw in cutter.take(data):
                self.sent.append(Message(raw, time.monotonic()))
            await self.clear.wait()
            self.venue[1].write(data)
            await self.venue[1].drain()

    async def inward(self):
        cutter = Cutter()
        while data := await self.venue[0].read(65536):
            await self.clear.wait()
            for raw in cutter.take(data):
                message = Message(raw, time.monotonic())
                self.heard.append(message)
                if not await self.hand_over(raw, message):
                    return

    async def hand_over(self, raw, message):
        fault, self.fault = self.fault, None
        if fault and message["35"] == "A":
            fault, self.fault = None, fault  # it is for the session, not for its logon
        if fault == "gap":
            return True
        if fault == "cut":
            self.client[1].write(raw[: len(raw) // 2])
            await self.client[1].drain()
            self.end(hard=True)
            return False
        if fault == "garble":
            raw = raw[:-3] + bytes([48 + (raw[-3] - 47) % 10]) + raw[-2:]  # CheckSum(10)
        if time.monotonic() < self.drip_until:
            for i in range(len(raw)):
                self.client[1].write(raw[i: i + 1])  # one TLS record each
        else:
            self.client[1].write(raw)
        if fault == "repeat":
            self.client[1].write(raw)
        await self.client[1].drain()
        message.delivered = fault != "garble"
        return True

    def end(self, hard):
        if self.ended is not None:
            return
        self.ended = time.monotonic()
        for _, writer in (self.client, self.venue):
            if hard:
                plain = writer.get_extra_info("socket")
                try:
                    plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                except OSError:
                    pass
                writer.transport.abort()
            else:
                writer.close()


class Witness:
    """Stands between client and venue, speaks TLS with both, and writes down every message."""

    def __init__(self, ports, venue_ports, certificate, key):
        self.ports, self.venue_ports = ports, venue_ports
        self.connections = []
        self.refuse_until = 0.0
        self.inner = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.inner.check_hostname = False  # the client's checks are under test, not ours
        self.inner.verify_mode = ssl.CERT_NONE
        self.outer = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.outer.load_cert_chain(certificate, key)

    async def listen(self):
        for kind, port in self.ports.items():
            await asyncio.start_server(lambda r, w, kind=kind: self.serve(kind, r, w), "127.0.0.1", port,
                                       ssl=self.outer, ssl_handshake_timeout=5)

    async def serve(self, kind, reader, writer):
        try:
            if time.monotonic() < self.refuse_until:
                return writer.transport.abort()
            venue = await asyncio.wait_for(asyncio.open_connection(
                "127.0.0.1", self.venue_ports[kind], ssl=self.inner, server_hostname="localhost"), 5)
            connection = Connection(self, kind, (reader, writer), venue)
            self.connections.append(connection)
            await connection.run()
        except (OSError, ssl.SSLError, asyncio.TimeoutError, asyncio.IncompleteReadError):
            writer.transport.abort()

    def alive(self):
        return [c for c in self.connections if c.ended is None]


class Soak:
    def __init__(self, options):
        self.folder = Path(options.folder)
        self.options = options
        self.random = random.Random(options.seed)
        self.ledger = self.folder / "client.ledger"
        self.lives = 0
        self.venue = self.client = None
        self.client_ends = []  # when a client was killed or stopped
        self.done = Counter()

    def write(self, name, text, mode=0o600):
        path = self.folder / name
        path.write_text(text)
        path.chmod(mode)
        return path

    def prepare(self):
        def openssl(*words):
            subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)

        openssl("genpkey", "-algorithm", "ed25519", "-out", "key.pem")
        (self.folder / "key.pem").chmod(0o600)
        openssl("pkey", "-in", "key.pem", "-pubout", "-out", "public.pem")
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-keyout", "witness-key.pem", "-out", "witness.pem", "-subj", "/CN=localhost",
                "-addext", "subjectAltName=DNS:localhost")
        free = []
        for _ in range(5):
            free.append(socket.socket())
            free[-1].bind(("127.0.0.1", 0))
        ports = [s.getsockname()[1] for s in free]
        for s in free:
            s.close()
        self.ports = {"oe": ports[0], "dc": ports[1]}
        self.venue_ports = {"oe": ports[2], "dc": ports[3]}
        # The limits on attempts are the only ones that a fault each second would run into.
        self.write("venue.toml", f"""
[ports]
order_entry = {ports[2]}
drop_copy = {ports[3]}
market_data = {ports[4]}
[[accounts]]
name = "soak"
unfilled_orders = {{ count = 1_000_000, window_ms = 10_000 }}
  [[accounts.keys]]
  api_key = "SOAK"
  public_key_file = "public.pem"
  permission = "fix_api"
[[symbols]]
name = "BTCUSDT"
currency = "USDT"
tick = "0.01"
min_price = "0.01"
max_price = "1000000"
lot = "0.00001"
min_quantity = "0.00001"
max_quantity = "9000"
min_notional = "5"
start_price = "60000"
max_orders = 10_000_000
[rules.order_entry]
attempts = {{ count = 10_000, window_ms = 30_000 }}
connections = {{ value = 100 }}
[rules.drop_copy]
attempts = {{ count = 10_000, window_ms = 30_000 }}
connections = {{ value = 100 }}
messages = {{ count = 10_000, window_ms = 60_000 }}
""")
        self.write("api-key", "SOAK\n")
        sessions = "".join(f"""
[SESSION]
FixguardSessionKind={kind}
SenderCompID={kind.upper()}000000
FixguardSenderCompIDs={kind.upper()}??????
SocketConnectPort={self.ports[kind]}
""" for kind in self.ports)
        self.write("client.cfg", """[DEFAULT]
ConnectionType=initiator
BeginString=FIX.4.4
TargetCompID=SPOT
SocketConnectHost=localhost
HeartBtInt=5
LogonTimeout=3
LogoutTimeout=1
FixguardConnectTimeoutMs=3000
FixguardAttemptLimit=10000/30000
FixguardCAFile=witness.pem
FixguardKeyFile=key.pem
FixguardApiKeyFile=api-key
FixguardJournalFolder=journal
FixguardCloseNoticeMs=1000
""" + sessions)

    def start_venue(self):
        log = open(self.folder / "venue.log", "ab")
        self.venue = subprocess.Popen([self.options.fixguard, "venue", "--config",
                                       str(self.folder / "venue.toml")], stdout=log, stderr=log)

    def start_client(self):
        self.lives += 1
        log = open(self.folder / "client.log", "ab")
        self.client = subprocess.Popen([self.options.connector, str(self.folder / "client.cfg"), str(self.ledger),
                                        f"L{self.lives}"], stdout=log, stderr=log)

    async def strike(self, fault):
        self.done[fault] += 1
        alive = self.witness.alive()
        victim = self.random.choice(alive) if alive else None
        if fault == "refuse":
            self.witness.refuse_until = time.monotonic() + 1
        elif fault == "kill_venue":
            self.venue.kill()
            self.venue.wait()
            self.start_venue()
        elif fault == "kill_client":
            self.client_ends.append(time.monotonic())
            self.client.kill()
            self.client.wait()
            self.start_client()
        elif fault in ("stop_client", "stop_venue"):
            process = self.client if fault == "stop_client" else self.venue
            process.send_signal(signal.SIGSTOP)
            asyncio.get_running_loop().call_later(2, self.resume, process)
        elif victim is None:
            return
        elif fault == "reset":
            victim.end(hard=True)
        elif fault == "close":
            victim.end(hard=False)
        elif fault == "stall":
            victim.clear.clear()
            asyncio.get_running_loop().call_later(2, victim.clear.set)
        elif fault == "drip":
            victim.drip_until = time.monotonic() + 1
        else:
            victim.fault = fault

    @staticmethod
    def resume(process):
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)

    async def run(self):
        self.prepare()
        self.witness = Witness(self.ports, self.venue_ports, self.folder / "witness.pem",
                               self.folder / "witness-key.pem")
        await self.witness.listen()
        self.start_venue()
        self.start_client()
        end = time.monotonic() + self.options.minutes * 60
        faults = open(self.folder / "faults.log", "w")
        began = time.monotonic()
        while time.monotonic() < end - QUIET_SECONDS:
            await asyncio.sleep(1)
            fault = self.random.choices(FAULTS, WEIGHTS)[0]
            faults.write(f"{time.monotonic() - began:.3f} {fault}\n")
            faults.flush()
            await self.strike(fault)
            if self.client.poll() is not None or self.venue.poll() is not None:
                return [f"a process ended by itself: client {self.client.poll()}, venue {self.venue.poll()}"]
        await asyncio.sleep(QUIET_SECONDS)
        self.resume(self.client)
        self.client.send_signal(signal.SIGTERM)
        for _ in range(300):
            if self.client.poll() is not None:
                break
            await asyncio.sleep(0.1)
        wrong = [] if self.client.poll() == 0 else [f"the client did not end in good order: {self.client.poll()}"]
        self.client.kill()
        self.venue.kill()
        return wrong + self.compare()

    def compare(self):
        ledger = Ledger(self.ledger.read_text())
        wire = Wire(self.witness.connections, self.client_ends)
        print(f"{sum(self.done.values())} faults: " + ", ".join(f"{k} {n}" for k, n in sorted(self.done.items())))
        print(f"{self.lives} lives of the client, " + summary(ledger, wire))
        return disagreements(ledger, wire)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--fixguard", required=True)
    parser.add_argument("--connector", required=True)
    parser.add_argument("--folder", required=True)
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    soak = Soak(options)
    try:
        wrong = asyncio.run(soak.run())
    finally:
        for process in (soak.client, soak.venue):
            if process and process.poll() is None:
                process.kill()
    for line in wrong[:50]:
        print("WRONG: " + line)
    print(f"{len(wrong)} disagreements" if wrong else "both ledgers agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())

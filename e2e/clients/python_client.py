"""A tour of the contract with python-socketio and no code of ours: python_client.py URL TRANSPORTS"""

import queue
import sys
import uuid

import socketio

PATIENCE = 10
url, transports = sys.argv[1], sys.argv[2].split(",")
client = socketio.Client(reconnection=False)
inbox = queue.Queue()
seen = []


@client.on("*")
def receive(event, body):
    inbox.put((event, body))


def wait_for(description, fits):
    """The next message that fits; what comes before it is kept in `seen`."""
    while True:
        try:
            event, body = inbox.get(timeout=PATIENCE)
        except queue.Empty:
            raise SystemExit(f"no {description}; got {[name for name, _ in seen]}")
        seen.append((event, body))
        assert body["type"] == event, f"the type of {event} is {body['type']}"
        if fits(event, body["payload"]):
            return event, body["payload"]


def ask(command, callback=None, **payload):
    request_id = str(uuid.uuid4())
    client.emit(command, {**payload, "requestId": request_id}, callback=callback)
    return wait_for(f"reply to {command}", lambda _, reply: reply.get("requestId") == request_id)


def expect(actual, wanted):
    assert actual == wanted, f"expected {wanted!r}, got {actual!r}"


client.connect(url, transports=transports)
_, greeting = wait_for("connection", lambda event, _: event == "connection")
expect(greeting["status"], "connected")
assert greeting["sessions"], "the list of sessions is never empty"

event, session = ask("session:create", model="echo")
expect((event, session["model"]), ("session:created", "echo"))
event, listing = ask("session:list")
expect(event, "session:list")
assert session["id"] in [known["id"] for known in listing["sessions"]]

seen.clear()
event, answer = ask("chat:send", message="hello from Python", sessionId=session["id"])
expect((event, answer["response"]), ("chat:response", "Echo: hello from Python"))
texts = [body["payload"]["text"] for name, body in seen if name == "chat:delta"]
expect("".join(texts), "Echo: hello from Python")
lines = [body["payload"]["data"] for name, body in seen if name == "log"]
expect(lines, answer["logs"])
assert lines, "the run told nothing in its log"

event, error = ask("chat:send", message="", sessionId=session["id"])
expect((event, error["code"]), ("chat:error", "VALIDATION_ERROR"))
event, error = ask("chat:dance")
expect((event, error["code"]), ("chat:error", "UNKNOWN_EVENT"))

acknowledged = queue.Queue()
_, reply = ask("session:list", callback=acknowledged.put)
expect(acknowledged.get(timeout=PATIENCE), {"ok": True, "data": reply})

client.disconnect()
print("all as the contract says")

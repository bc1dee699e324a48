import { EventEmitter } from "node:events";
import { expect, type Page, test } from "@playwright/test";
import { Traffic } from "../support/traffic.ts";

/** What a page and its server would have said, and what the law makes of it. */
class Line {
  readonly #page = new EventEmitter();
  readonly #socket = Object.assign(new EventEmitter(), { url: () => "ws://127.0.0.1/socket.io/?transport=websocket" });
  readonly traffic = Traffic.of(this.#page as unknown as Page);

  constructor() {
    this.#page.emit("websocket", this.#socket);
  }

  send(name: string, requestId: string): this {
    this.#socket.emit("framesent", { payload: frame(name, { requestId }) });
    return this;
  }

  tell(name: string, payload: object): this {
    this.#socket.emit("framereceived", { payload: frame(name, { type: name, payload }) });
    return this;
  }

  end(code: string, requestId = "of nobody"): this {
    return this.tell("auth:error", { code, requestId, message: "It is over.", retryable: false });
  }
}

const frame = (name: string, body: object): string => `42${JSON.stringify([name, body])}`;

test("a connection may be told, as the last thing, that its credentials are good no more", async () => {
  for (const code of ["AUTH_EXPIRED", "UNAUTHENTICATED"]) {
    const line = new Line().send("auth:info", "a").tell("auth:info", { requestId: "a" });
    await line.end(code).traffic.expectOneReplyEach();
  }
});

for (const [what, line] of [
  ["with another code", () => new Line().end("VALIDATION_ERROR")],
  [
    "for a command that has its reply",
    () => new Line().send("auth:info", "a").tell("auth:info", { requestId: "a" }).end("UNAUTHENTICATED", "a"),
  ],
  ["twice", () => new Line().end("AUTH_EXPIRED").end("AUTH_EXPIRED", "of nobody else")],
  ["before something else", () => new Line().end("AUTH_EXPIRED").tell("presence:updated", {})],
] as const) {
  test(`an auth:error that answers nothing is not let pass ${what}`, async () => {
    await expect(line().traffic.expectOneReplyEach()).rejects.toThrow("broken promises");
  });
}

/** What the types accept and refuse; `tsc` is the test, nothing here runs. */
import type { Socket } from "socket.io-client";
import type { tagged } from "../generated/dialects/index.js";
import type {
  Ack,
  ClientMessage,
  ClientToServerEvents,
  CommandPayload,
  EventPayload,
  ParlanceClient,
  Reply,
  ServerMessage,
  ServerToClientEvents,
} from "../src/index.js";
import { createClient, ParlanceError } from "../src/index.js";

type Equal<Left, Right> = (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;
const proven = <_Fact extends true>(): void => {};

export async function requests(client: ParlanceClient): Promise<void> {
  const { sessions } = await client.request("session:list", {});
  proven<Equal<(typeof sessions)[number]["id"], string>>();

  const { runId } = await client.request(
    "chat:stop",
    { sessionId: "s" },
    { timeoutMs: 5, signal: new AbortController().signal },
  );
  proven<Equal<typeof runId, string | null>>();

  const answer = await client.request("chat:send", { sessionId: "s", message: "m" });
  proven<Equal<(typeof answer)["response"], string>>();
  const sent = await client.request("chat:send", { roomId: "r", body: "b" });
  proven<Equal<(typeof sent)["message"]["body"], string>>();
  // @ts-expect-error people have no run
  sent.runId;

  // @ts-expect-error a command that the contract does not have
  await client.request("session:burn", {});
  // @ts-expect-error a missing field
  await client.request("session:switch", {});
  // @ts-expect-error a field of the wrong type
  await client.request("session:switch", { sessionId: 7 });
  // @ts-expect-error the client makes the requestId; one of the caller's own goes into the options
  await client.request("session:list", { requestId: "r" });
  // @ts-expect-error undefined is no value of an optional field
  await client.request("session:create", { model: undefined });
  // @ts-expect-error the reply of another command
  (await client.request("session:list", {})).response;
}

export function events(client: ParlanceClient): void {
  client.on("chat:delta", ({ offset, text }, { topic, seq }) => {
    proven<Equal<typeof offset, number>>();
    proven<Equal<typeof text, string>>();
    proven<Equal<typeof topic, string | undefined>>();
    proven<Equal<typeof seq, number | undefined>>();
  });
  client.on("sync:reset", ({ headSeq }) => proven<Equal<typeof headSeq, number>>());
  client.on("chat:error", (error) => proven<Equal<typeof error, EventPayload<"session:error">>>());
  client.onAny((message) => {
    if (message.type === "log") proven<Equal<typeof message.payload.data, string>>();
    // @ts-expect-error no such event, so the comparison can never be true
    if (message.type === "log:line") return;
  });
  // @ts-expect-error a command is no event
  client.on("chat:send", () => {});
  // @ts-expect-error no such field
  client.on("chat:delta", ({ body }) => body);
}

export function failures(error: unknown): string {
  if (!(error instanceof ParlanceError)) throw error;
  switch (error.code) {
    case "VALIDATION_ERROR":
      return error.details.map(({ path, rule }) => `${path} ${rule}`).join();
    case "REQUEST_TIMEOUT":
      return "local";
    // @ts-expect-error neither of the contract nor local
    case "OUT_OF_COFFEE":
      return "";
    default:
      return error.message;
  }
}

export function options(): void {
  createClient({ url: "http://127.0.0.1:3000", auth: { userId: "ada" }, socketOptions: { transports: ["polling"] } });
  createClient({ auth: () => ({ token: "t" }) });
  // @ts-expect-error a promise is no credential: the app keeps the newest token at hand
  createClient({ auth: async () => ({ token: "t" }) });
  // @ts-expect-error the client decides itself when to reconnect
  createClient({ socketOptions: { reconnection: false } });
  // @ts-expect-error the stock client's own retries would double those of this one
  createClient({ socketOptions: { retries: 3 } });
}

/** A team that keeps its own socket types it with the maps alone. */
export function stockSocket(socket: Socket<ServerToClientEvents, ClientToServerEvents>): void {
  socket.emit("session:list", { requestId: "r" }, (result) => result.ok && result.data.sessions);
  socket.on("chat:delta", ({ type, payload }) => `${type} ${payload.text}`);
  // @ts-expect-error the requestId is missing
  socket.emit("session:list", {});
}

/** Frames of a dialect are told apart by their type. */
export function frames(frame: tagged.ServerFrame): string | undefined {
  // @ts-expect-error not every frame has one
  frame.message;
  return frame.type === "message_create" ? frame.message.content : frame.topic;
}

export const said: tagged.ClientFrame[] = [
  { type: "subscribe", channel_id: "r", id: "1" },
  // @ts-expect-error a missing field
  { type: "subscribe" },
  // @ts-expect-error a message that the dialect does not have
  { type: "shout", channel_id: "r" },
];

/** A switch over the discriminated unions needs no default. */
export function exhaustive(message: Extract<ServerMessage, { type: "log" | "chat:delta" }>): string {
  switch (message.type) {
    case "log":
      return message.payload.data;
    case "chat:delta":
      return message.payload.text;
  }
}

proven<Equal<CommandPayload<"session:switch">["sessionId"], string>>();
proven<Equal<Reply<"session:list">, Extract<ServerMessage, { type: "session:list" }>["payload"]>>();
proven<ClientMessage extends { type: string; payload: object } ? true : false>();
proven<Ack<"session:list"> extends { ok: boolean } ? true : false>();

import { afterAll, beforeAll, expect, test } from "bun:test";
import { io } from "socket.io-client";
import olderIo from "socket.io-client-v2";
import { Server } from "../support/server.ts";

let server: Server;
let token: string;

beforeAll(async () => {
  server = await Server.start({ config: '\n[auth]\nmode = "local"\n' });
  const answer = await fetch(`${server.url}/api/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "ann", password: "correct horse battery" }),
  });
  token = ((await answer.json()) as { accessToken: string }).accessToken;
});

afterAll(async () => {
  await server.dispose();
});

const unauthenticated = { code: "UNAUTHENTICATED", message: "The token is not valid", retryable: false };

test.each([[["websocket"]], [["polling"]], [["polling", "websocket"]]])("over %p", async (transports) => {
  expect(await connect(transports, "nonsense")).toEqual(unauthenticated);
  expect(await connect(transports, token)).toBe("ann");
});

test.each([[["websocket"]], [["polling"]]])("the older protocol over %p", async (transports) => {
  expect(await connectOlder(transports, "nonsense")).toEqual(unauthenticated);
  expect(await connectOlder(transports, token)).toBe("ann");
});

interface Greeting {
  payload: { user: { name: string } };
}

/** The name that the server knows the client by, or the data of its refusal. */
function connect(transports: string[], token: string): Promise<unknown> {
  const socket = io(server.url, { transports, auth: { token }, forceNew: true, reconnection: false });
  return new Promise<unknown>((done) => {
    socket.on("connect_error", (error) => done((error as Error & { data?: unknown }).data));
    socket.on("connection", ({ payload }: Greeting) => done(payload.user.name));
  }).finally(() => socket.disconnect());
}

function connectOlder(transports: string[], token: string): Promise<unknown> {
  const socket = olderIo(server.url, { transports, query: { token }, forceNew: true, reconnection: false });
  return new Promise<unknown>((done) => {
    socket.on("error", (error: { data?: unknown }) => done(error.data));
    socket.on("connection", ({ payload }: Greeting) => done(payload.user.name));
  }).finally(() => socket.disconnect());
}

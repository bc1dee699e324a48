import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { io } from "socket.io-client";
import olderIo from "socket.io-client-v2";
import { Server } from "../support/server.ts";
import { tour } from "./tour.ts";

let server: Server;

beforeAll(async () => {
  server = await Server.start();
});

afterAll(async () => {
  const brokenPromises = await server.brokenPromises();
  await server.dispose();
  expect(brokenPromises).toBe(0);
});

describe("socket.io-client 4", () => {
  test("over WebSocket only", async () => {
    expect(await visit(["websocket"])).toBe("websocket");
  });

  test("over polling only", async () => {
    expect(await visit(["polling"])).toBe("polling");
  });

  test("over polling, upgraded to WebSocket", async () => {
    expect(await visit(["polling", "websocket"])).toBe("websocket");
  });

  /** Takes the tour, and tells which transport the connection ended up with. */
  async function visit(transports: string[]): Promise<string> {
    const socket = io(server.url, { transports, forceNew: true, reconnection: false });
    const upgraded = new Promise<void>((done) => socket.io.engine.once("upgrade", () => done()));
    try {
      await tour(socket);
      if (transports.length > 1) await upgraded;
      return socket.io.engine.transport.name;
    } finally {
      socket.disconnect();
    }
  }
});

describe("socket.io-client 2 (the older protocol)", () => {
  test.each([[["websocket"]], [["polling"]], [["polling", "websocket"]]])("over %p", async (transports) => {
    const socket = olderIo(server.url, { transports, forceNew: true, reconnection: false });
    try {
      await tour(socket);
    } finally {
      socket.disconnect();
    }
  });
});

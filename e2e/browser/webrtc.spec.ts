import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import playwright from "../playwright.config.ts";
import { expect, test } from "../support/test.ts";

/** What `webrtc/peer.js` offers. */
interface Peer {
  ask(name: string, payload: Record<string, unknown>): Promise<Record<string, unknown>>;
  connect(user: string): Promise<void>;
  call(user: string): Promise<{ callId: string }>;
  join(room: string, user: string): Promise<void>;
  received(): Promise<Record<string, Received>>;
}

interface Received {
  state: RTCPeerConnectionState;
  unmuted: number;
  audio: boolean;
  video: boolean;
}

declare global {
  interface Window {
    peer: Peer;
  }
}

/** Sound and picture of the other end, on a connection that stands. */
const media: Received = { state: "connected", unmuted: 2, audio: true, video: true };
const { launchOptions } = playwright.use ?? {};

test.use({
  serverOptions: { webRoot: fileURLToPath(new URL("../webrtc", import.meta.url)) },
  launchOptions: {
    ...launchOptions,
    args: [
      ...(launchOptions?.args ?? []),
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      // Two pages of one machine, which may have no other network than its loopback.
      "--allow-loopback-in-peer-connection",
      "--disable-features=WebRtcHideLocalIpsWithMdns",
    ],
  },
});

async function arrive(page: Page, user: string): Promise<void> {
  await page.goto("/");
  await page.evaluate((name) => window.peer.connect(name), user);
}

const ask = (page: Page, name: string, payload: Record<string, unknown>) =>
  page.evaluate(([name, payload]) => window.peer.ask(name, payload), [name, payload] as const);

const received = (page: Page) => page.evaluate(() => window.peer.received());

const call = (page: Page, user: string) => page.evaluate((name) => window.peer.call(name), user);

test("two pages see and hear each other through a call, and hang up", async ({ openDevice }) => {
  const [ada, bob] = [await openDevice(), await openDevice()];
  await arrive(ada.page, "ada");
  await arrive(bob.page, "bob");
  await ask(ada.page, "room:create", { name: "Lobby", visibility: "public", slug: "lobby" });
  await ask(bob.page, "room:join", { roomId: "lobby" });

  const { callId } = await call(ada.page, "bob");
  await expect.poll(() => received(ada.page)).toEqual({ bob: media });
  await expect.poll(() => received(bob.page)).toEqual({ ada: media });
  expect(ada.traffic.received("call:answer")[0]?.body.payload).toMatchObject({ callId, fromUser: "bob" });

  await ask(ada.page, "call:end", { targetId: "bob", callId });
  await expect.poll(async () => (await received(bob.page))["ada"]?.state).toBe("closed");
  expect(bob.traffic.received("call:end")[0]?.body.payload).toEqual({ callId, fromUser: "ada", reason: "hangup" });
});

test("a call goes on while the network between client and server is gone", async ({ openDevice, network }) => {
  const [ada, bob] = [await openDevice(), await openDevice()];
  await arrive(ada.page, "ada");
  await arrive(bob.page, "bob");
  await ask(ada.page, "room:create", { name: "Lobby", visibility: "public", slug: "lobby" });
  await ask(bob.page, "room:join", { roomId: "lobby" });
  const { callId } = await call(ada.page, "bob");
  await expect.poll(() => received(ada.page)).toEqual({ bob: media });

  const before = ada.traffic.received("connection").length;
  network.cut();
  await expect.poll(() => ada.page.evaluate("socket.connected")).toBe(false);
  network.restore();
  await expect.poll(() => ada.traffic.received("connection").length).toBeGreaterThan(before);
  await expect.poll(() => bob.traffic.received("connection").length).toBeGreaterThan(before);
  expect(await ask(ada.page, "call:end", { targetId: "bob", callId })).toMatchObject({ callId, reason: "hangup" });
  await expect.poll(() => bob.traffic.received("call:end").length).toBe(1);
});

test("three pages hear one another in a voice room, each with each", async ({ openDevice }) => {
  const users = ["ada", "bob", "cleo"];
  const [first, second, third] = [await openDevice(), await openDevice(), await openDevice()];
  const devices = [first, second, third];
  for (const [place, user] of users.entries()) {
    const device = devices[place] ?? first;
    await arrive(device.page, user);
    if (user === "ada") {
      await ask(device.page, "room:create", { name: "Stage", kind: "voice", visibility: "public", slug: "stage" });
    } else {
      await ask(device.page, "room:join", { roomId: "stage" });
    }
    await device.page.evaluate((name) => window.peer.join("stage", name), user);
  }
  for (const [place, { page }] of devices.entries()) {
    const others = users.filter((_, other) => other !== place).map((user) => [user, media]);
    await expect.poll(() => received(page), users[place]).toEqual(Object.fromEntries(others));
  }
  await ask(third.page, "voice:leave", { roomId: "stage" });
  await expect.poll(() => first.traffic.received("voice:userLeft").length).toBe(1);
});

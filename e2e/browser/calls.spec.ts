import type { Page } from "@playwright/test";
import playwright from "../playwright.config.ts";
import { RoomPage } from "../support/room-page.ts";
import { expect, test } from "../support/test.ts";

const { launchOptions } = playwright.use ?? {};

test.use({
  launchOptions: {
    ...launchOptions,
    args: [...(launchOptions?.args ?? []), "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
  },
});

/** Pictures that have come from the other end so far. */
const framesOf = (page: Page): Promise<number> =>
  page
    .getByLabel("Their picture")
    .evaluate((video) => (video as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames);

test("two people see each other in a video call, until one hangs up", async ({ page, openDevice }) => {
  const ada = new RoomPage(page);
  await ada.openAs("ada");
  await ada.create("Lobby", "lobby");
  const bob = new RoomPage((await openDevice()).page);
  await bob.openAs("bob");
  await bob.join("Lobby");

  await page.getByRole("button", { name: "Video call with bob" }).click();
  await expect(bob.page.getByTestId("call")).toContainText("Incoming video call");
  await bob.page.getByRole("button", { name: "Answer" }).click();
  for (const person of [ada, bob]) {
    await expect(person.page.getByTestId("call")).toHaveAttribute("data-state", "connected");
    await expect.poll(() => framesOf(person.page), { timeout: 30_000 }).toBeGreaterThan(5);
  }
  await bob.page.getByRole("button", { name: "Mute" }).click();
  await expect(bob.page.getByRole("button", { name: "Unmute" })).toBeVisible();
  await bob.page.getByRole("button", { name: "Hang up" }).click();
  await expect(page.getByTestId("call")).toContainText("The call has ended.");
  await expect(bob.page.getByRole("button", { name: "Hang up" })).toBeHidden();
});

test("a call is declined, and one is taken back", async ({ page, openDevice }) => {
  const ada = new RoomPage(page);
  await ada.openAs("ada");
  await ada.create("Lobby", "lobby");
  const bob = new RoomPage((await openDevice()).page);
  await bob.openAs("bob");
  await bob.join("Lobby");

  await page.getByRole("button", { name: "Call bob", exact: true }).click();
  await bob.page.getByRole("button", { name: "Decline" }).click();
  await expect(page.getByTestId("call")).toContainText("The call was declined.");
  await page.getByRole("button", { name: "Call bob", exact: true }).click();
  await expect(bob.page.getByRole("button", { name: "Answer" })).toBeVisible();
  await page.getByRole("button", { name: "Hang up" }).click();
  await expect(bob.page.getByTestId("call")).toContainText("The call was taken back.");
});

test.describe("with STUN and TURN servers", () => {
  const config = `
[[call.ice_servers]]
urls = ["stun:127.0.0.1:9"]
[[call.ice_servers]]
urls = ["turn:127.0.0.1:9"]
secret = "of the TURN server"
`;
  test.use({ serverOptions: { config } });

  test("a call is made by way of them, with credentials of one's own", async ({ page, openDevice }) => {
    await watchConnections(page);
    const ada = new RoomPage(page);
    await ada.openAs("ada");
    await ada.create("Lobby", "lobby");
    const bob = new RoomPage((await openDevice()).page);
    await bob.openAs("bob");
    await bob.join("Lobby");
    await page.getByRole("button", { name: "Call bob", exact: true }).click();
    await expect(bob.page.getByRole("button", { name: "Answer" })).toBeVisible();
    const servers = await page.evaluate(() => {
      const { connections } = window as unknown as { connections: RTCPeerConnection[] };
      return connections[0]?.getConfiguration().iceServers;
    });
    expect(servers).toEqual([
      expect.objectContaining({ urls: ["stun:127.0.0.1:9"] }),
      expect.objectContaining({ urls: ["turn:127.0.0.1:9"], username: expect.stringMatching(/^\d+:ada$/) }),
    ]);
    await page.getByRole("button", { name: "Hang up" }).click();
  });
});

/** Keeps the page's WebRTC connections at hand, so that what comes by them can be counted. */
async function watchConnections(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const made: RTCPeerConnection[] = [];
    Object.assign(window, { connections: made });
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        made.push(this);
      }
    };
  });
}

/** From how many others sound has come. */
const heardBy = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const { connections } = window as unknown as { connections: RTCPeerConnection[] };
    const open = connections.filter(({ connectionState }) => connectionState === "connected");
    const reports = await Promise.all(open.map((connection) => connection.getStats()));
    const hasSound = (report: RTCStatsReport) =>
      [...report.values()].some((entry) => entry.type === "inbound-rtp" && entry.packetsReceived > 10);
    return reports.filter(hasSound).length;
  });

test("three people hear each other in a voice room", async ({ page, openDevice }) => {
  const ada = new RoomPage(page);
  await watchConnections(page);
  await ada.openAs("ada");
  await ada.create("Studio", "studio", "Voice and text");
  const others = [];
  for (const name of ["bob", "eve"]) {
    const person = new RoomPage((await openDevice()).page);
    await watchConnections(person.page);
    await person.openAs(name);
    await person.join("Studio");
    others.push(person);
  }
  const people = [ada, ...others];
  // One after the other: a microphone takes its time, and they are listed in the order of joining.
  for (const [before, person] of people.entries()) {
    await person.page.getByRole("button", { name: "Join voice" }).click();
    const list = person.page.getByRole("list", { name: "Taking part" });
    await expect(list.getByRole("listitem")).toHaveCount(before + 1);
  }
  for (const person of people) {
    const list = person.page.getByRole("list", { name: "Taking part" });
    await expect(list.getByRole("listitem")).toHaveText([/ada/, /bob/, /eve/]);
    await expect.poll(() => heardBy(person.page), { timeout: 30_000 }).toBe(2);
    // The fake microphone beeps.
    await expect(list.getByRole("listitem").filter({ hasText: "speaks" }).first()).toBeAttached();
  }
  await page.getByRole("button", { name: "Mute" }).click();
  for (const { page: theirs } of others) {
    await expect(theirs.getByRole("list", { name: "Taking part" }).getByText("ada")).toBeVisible();
    await expect(theirs.getByRole("list", { name: "Taking part" }).getByText("muted")).toHaveCount(1);
  }
  await others[0]?.page.getByRole("button", { name: "Leave voice" }).click();
  await expect(page.getByRole("list", { name: "Taking part" }).getByRole("listitem")).toHaveText([/ada/, /eve/]);
});

import { expectAccessible } from "../support/axe.ts";
import type { Server } from "../support/server.ts";
import { expect, test } from "../support/test.ts";

const TOKEN = "a-token-of-an-administrator-for-tests-only";
test.use({ serverOptions: { config: `\n[admin]\ntoken = "${TOKEN}"\n` } });

/** As `parlance announce` does it; resolves with the id. */
async function announce(server: Server, announcement: object): Promise<string> {
  const response = await fetch(`${server.url}/api/admin/announce`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(announcement),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}

const soon = () => new Date(Date.now() + 3_600_000).toISOString();

test("what is announced is told to those who are there and who come later, until it is dismissed", async ({
  page,
  chat,
  server,
  openDevice,
}) => {
  await chat.open();
  await announce(server, { kind: "maintenance", message: "New disks", startsAt: soon(), durationMinutes: 30 });
  const banner = page.getByRole("complementary", { name: "Announcements" });
  await expect(banner).toContainText("for 30 minutes: New disks");
  await announce(server, { kind: "version", newVersion: "9.0.0" });
  await expect(banner).toContainText("Version 9.0.0 has come out.");
  await expect(chat.field, "the page keeps its place").toBeInViewport({ ratio: 1 });
  await expectAccessible(page, "two banners");

  await banner.getByRole("button", { name: "Dismiss" }).first().click();
  await expect(banner).not.toContainText("New disks");
  await page.reload();
  await expect(banner).toContainText("9.0.0");
  await expect(banner).not.toContainText("New disks");

  const late = await openDevice();
  await late.chat.open();
  await expect(late.page.getByRole("complementary", { name: "Announcements" })).toContainText("New disks");
});

test("what is taken back goes, also for a page that was cut off", async ({ page, chat, server, network }) => {
  await chat.open();
  const id = await announce(server, { kind: "maintenance", message: "Soon", startsAt: soon(), durationMinutes: 5 });
  await expect(page.getByText(/Maintenance from .* Soon/)).toBeVisible();
  network.cut();
  await expect(chat.connection).toHaveAttribute("data-state", "reconnecting");
  network.restore();
  await chat.expectConnected();
  await expect(page.getByText(/Maintenance from .* Soon/), "told again, and shown once").toHaveCount(1);
  const headers = { authorization: `Bearer ${TOKEN}` };
  const response = await fetch(`${server.url}/api/admin/announce/${id}`, { method: "DELETE", headers });
  expect(response.status).toBe(204);
  await expect(page.getByText(/Maintenance from .* Soon/)).toHaveCount(0);
});

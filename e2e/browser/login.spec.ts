import type { Page } from "@playwright/test";
import { PICTURE, RoomPage } from "../support/room-page.ts";
import { expect, test } from "../support/test.ts";

const PASSWORD = "correct horse battery staple";

test.use({ serverOptions: { config: '\n[auth]\nmode = "local"\n' } });

async function register(page: Page, username: string, name: string): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: "Create an account" }).click();
  await page.getByRole("textbox", { name: "Username" }).fill(username);
  await page.getByRole("textbox", { name: "Your name" }).fill(name);
  await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await new RoomPage(page).expectConnected();
}

async function signIn(page: Page, username: string, password = PASSWORD): Promise<void> {
  await page.getByRole("textbox", { name: "Username" }).fill(username);
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
}

test("an account is made, kept over a reload, left and entered again", async ({ page, chat }) => {
  await register(page, "ada", "Ada Lovelace");
  await chat.ask("Hello");
  await chat.expectNewestAnswer("complete");
  await page.reload();
  await expect(chat.textOf(chat.answers)).toHaveText(["Echo: Hello"]);

  await signOut(page);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await signIn(page, "ada", "not the password");
  await expect(page.getByRole("alert")).not.toBeEmpty();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await signIn(page, "ada");
  await expect(chat.textOf(chat.answers)).toHaveText(["Echo: Hello"]);
});

test("accounts are told apart, and meet in a room under their names", async ({ page, openDevice }) => {
  await register(page, "ada", "Ada Lovelace");
  const ada = new RoomPage(page);
  await ada.create("Lobby", "lobby");
  const bob = new RoomPage((await openDevice()).page);
  await register(bob.page, "bob", "Bob");
  await bob.join("Lobby");
  await bob.say("Good evening");
  await expect(ada.post("Good evening").getByRole("heading", { name: "Bob" })).toBeVisible();
});

test.describe("with access tokens that end soon", () => {
  // Two refreshes fit into this test: one minute before the end means at once.
  test.use({ serverOptions: { config: '\n[auth]\nmode = "local"\naccess_ttl = "62s"\n' } });

  test("a page goes on over the end of its token, and over a cut", async ({ page, chat, network, traffic }) => {
    await register(page, "ada", "Ada");
    await expect
      .poll(() => traffic.exchanges("auth:refresh")[0]?.reply?.name, { timeout: 20_000 })
      .toBe("auth:refreshed");
    await chat.ask("Still there?");
    await chat.expectNewestAnswer("complete");
    network.cut();
    await expect(chat.connection).toHaveAttribute("data-state", "reconnecting");
    network.restore();
    await chat.expectConnected();
    await chat.ask("And now?");
    await expect(chat.answers).toHaveCount(2);
  });
});

test("a login that the server does not know leads to the door", async ({ page }) => {
  await register(page, "ada", "Ada");
  await page.evaluate(() => localStorage.setItem("parlance.refresh", "forged"));
  await page.reload();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(await page.evaluate(() => localStorage.getItem("parlance.refresh"))).toBeNull();
});

test("pictures of a room are shown to those who signed in, and to nobody else", async ({ page, request }) => {
  await register(page, "ada", "Ada");
  const ada = new RoomPage(page);
  await ada.create("Lobby", "lobby");
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Attach files" }).click();
  await (await chooser).setFiles({ name: "dot.png", mimeType: "image/png", buffer: PICTURE });
  await expect(page.getByLabel("Sending the file")).toHaveCount(0);
  const loaded = page.waitForRequest(/\/api\/files\/[^?]/);
  await ada.say("Look");
  const picture = ada.post("Look").getByRole("img", { name: "dot.png" });
  await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(2);
  const stranger = await request.get((await loaded).url());
  expect(stranger.status(), "without a token").toBe(401);
});

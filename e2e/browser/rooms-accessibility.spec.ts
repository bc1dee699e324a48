import { expectAccessible } from "../support/axe.ts";
import { RoomPage } from "../support/room-page.ts";
import { expect, test } from "../support/test.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("rooms are accessible in each of their states", async ({ page, openDevice }) => {
      const ada = new RoomPage(page);
      await ada.openAs("ada");
      await page.getByRole("button", { name: "New room" }).click();
      await page.getByText("Everybody", { exact: true }).click();
      await expectAccessible(page, "the dialog of a new room");
      await page.keyboard.press("Escape");
      await ada.create("Lobby", "lobby");
      await expectAccessible(page, "an empty room");

      const bob = new RoomPage((await openDevice()).page);
      await bob.openAs("bob");
      await bob.join("Lobby");
      await ada.say("Have a look at https://example.com");
      await bob.say("Nonsense");
      await bob.act(bob.post("Have a look"), "React");
      await bob.page.getByRole("menuitem", { name: "Party" }).click();
      await bob.chooseMore(bob.post("Nonsense"), "Delete");
      await bob.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await bob.field.fill("typing");
      await expect(ada.typing).not.toBeEmpty();
      await expect(page.getByTestId("readers")).toHaveCount(1);
      await ada.post("Have a look").hover();
      await expectAccessible(page, "a conversation");

      await ada.act(ada.post("Have a look"), "React");
      await expectAccessible(page, "the choice of emoji");
      await page.keyboard.press("Escape");
      await ada.act(ada.post("Have a look"), "Reply in a thread");
      await expectAccessible(page, "a thread");
      await page.getByRole("button", { name: "Members" }).click();
      await page.getByRole("button", { name: "Options of bob" }).click();
      await expectAccessible(page, "the members and their menu");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Browse rooms" }).click();
      await expectAccessible(page, "the rooms to join");
    });

    test("a phone shows rooms accessibly", async ({ page }) => {
      await page.setViewportSize({ width: 360, height: 740 });
      const ada = new RoomPage(page);
      await ada.openAs("ada");
      await page.getByRole("button", { name: "Open sessions" }).click();
      await ada.create("Lobby", "lobby");
      await ada.say("Hello");
      await expect(ada.posts).toHaveCount(1);
      await expectAccessible(page, "a room on a phone");
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, "nothing runs out of the screen sideways").toBeLessThanOrEqual(360);
      await page.getByRole("button", { name: "Members" }).click();
      await expectAccessible(page, "the members on a phone");
    });
  });

  test.describe(`at the door, in ${colorScheme} colours`, () => {
    test.use({ colorScheme, serverOptions: { config: '\n[auth]\nmode = "local"\n' } });

    test("signing in is accessible", async ({ page }) => {
      await page.goto("/");
      await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
      await expectAccessible(page, "the login");
      await page.getByRole("button", { name: "Create an account" }).click();
      await expectAccessible(page, "the registration");
    });
  });
}

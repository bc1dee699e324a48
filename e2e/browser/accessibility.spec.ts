import { expectAccessible } from "../support/axe.ts";
import { firstHalf } from "../support/server.ts";
import { expect, test } from "../support/test.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("the conversation is accessible in each of its states", async ({ page, chat }) => {
      await chat.open();
      await expectAccessible(page, "an empty session");
      await chat.ask(
        "# Title\n\n- a [link](https://example.com) and `code`\n\n```js\nconst one = 1; // comment\n```\n\n|a|b|\n|-|-|\n|1|2|",
      );
      await chat.expectNewestAnswer("complete");
      await chat.answers.last().getByRole("button", { name: /^Log/ }).click();
      await expectAccessible(page, "an answer with its log");

      await chat.newSession("gated");
      await chat.ask("Tell me all of it");
      await chat.expectMidAnswer(firstHalf);
      await expect(chat.stopButton).toBeVisible();
      await expectAccessible(page, "an answer that streams");
      await chat.stopButton.click();
      await chat.expectNewestAnswer("stopped");
      await expectAccessible(page, "a stopped answer");
    });

    test("failures, dialogs and menus are accessible", async ({ page, chat, server }) => {
      await chat.open();
      await chat.newSession("broken");
      await chat.ask("fail, please");
      await chat.expectNewestAnswer("failed");
      await expectAccessible(page, "a failure");

      await page.getByRole("button", { name: "Options of fail, please" }).click();
      await expect(page.getByRole("menu")).toBeVisible();
      await expectAccessible(page, "the menu of a session");
      await page.getByRole("menuitem", { name: "Delete" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectAccessible(page, "the question before a deletion");
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toBeHidden();

      await server.kill();
      await expect(page.getByText("The connection was lost.")).toBeVisible();
      await expectAccessible(page, "a lost connection");
    });

    test("the drawer of a phone is accessible", async ({ page, chat }) => {
      await page.setViewportSize({ width: 360, height: 740 });
      await chat.open();
      await expectAccessible(page, "a phone");
      await page.getByRole("button", { name: "Open sessions" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectAccessible(page, "the drawer");
    });
  });
}

test("a screen reader is told when an answer begins and ends", async ({ page, chat, server }) => {
  await chat.open();
  await chat.newSession("gated");
  await chat.ask("Tell me all of it");
  await expect(page.getByTestId("announcer")).toContainText("The agent is answering.");
  server.openGate();
  await chat.expectNewestAnswer("complete");
  await expect(page.getByTestId("announcer")).toContainText("End of the answer.");
});

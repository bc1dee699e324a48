import type { Page } from "@playwright/test";
import { firstHalf } from "../support/server.ts";
import { expect, test } from "../support/test.ts";

/** Presses Tab until the focus is on the element with that name, as a person does who does not count. */
async function tabTo(page: Page, name: string): Promise<void> {
  const target = page.getByLabel(name, { exact: true }).or(page.getByText(name, { exact: true }));
  for (let presses = 0; presses < 40; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`"${name}" is not reached by Tab`);
}

/** Presses an arrow until that item of the open menu has the focus. */
async function arrowTo(page: Page, name: string): Promise<void> {
  const item = page.getByRole("menuitem", { name });
  await expect(item).toBeVisible();
  await expect(async () => {
    await page.keyboard.press("ArrowDown");
    await expect(item).toBeFocused({ timeout: 200 });
  }).toPass();
}

test("a message is written, sent and stopped without a mouse", async ({ page, chat }) => {
  await chat.open();
  await chat.newSession("gated");
  await page.keyboard.press("Alt+m");
  await expect(chat.field).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(chat.said, "nothing is not sent").toHaveCount(0);

  await page.keyboard.type("first line");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("second line");
  await page.keyboard.press("Enter");
  await expect(chat.said).toHaveText(/first line\s+second line/);
  await expect(chat.field).toHaveValue("");
  await chat.expectMidAnswer(firstHalf);
  await page.keyboard.press("Escape");
  await chat.expectNewestAnswer("stopped");
});

test("sessions are made, chosen, renamed and deleted without a mouse", async ({ page, chat }) => {
  await chat.open();
  await chat.ask("Alpha");
  await chat.expectNewestAnswer("complete");
  await page.keyboard.press("Alt+n");
  await expect(chat.sessions).toHaveCount(2);
  await expect(page.getByRole("heading", { name: "What would you like to ask?" })).toBeVisible();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(chat.textOf(chat.answers)).toHaveText(["Echo: Alpha"]);

  await tabTo(page, "Options of Alpha");
  await page.keyboard.press("Enter");
  await arrowTo(page, "Rename");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Title" })).toBeFocused();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("Beta");
  await page.keyboard.press("Enter");
  await expect(chat.sessions.filter({ hasText: "Beta" })).toHaveCount(1);
  await expect(page.getByRole("dialog")).toBeHidden();

  await tabTo(page, "Options of Beta");
  await page.keyboard.press("Enter");
  await arrowTo(page, "Delete");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(chat.sessions).toHaveCount(2);
});

test("the way past the sessions is short, and the shortcuts are told", async ({ page, chat }) => {
  await chat.open();
  await tabTo(page, "Skip to the conversation");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();

  await page.keyboard.press("Control+/");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
});

import { expect, test } from "../support/test.ts";

test.use({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });

test("on a phone everything is within reach", async ({ page, chat }) => {
  await chat.open();
  const longWord = "Donaudampfschifffahrtsgesellschaftskapitän".repeat(4);
  await chat.field.fill(`${longWord}\n\n\`\`\`\n${"code ".repeat(60)}\n\`\`\``);
  await chat.sendButton.tap();
  await chat.expectNewestAnswer("complete");
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, "nothing runs out of the screen sideways").toBeLessThanOrEqual(360);
  await expect(chat.field).toBeInViewport({ ratio: 1 });
  await expect(chat.sendButton).toBeInViewport({ ratio: 1 });
});

test("on a phone the sessions are in a drawer", async ({ page, chat }) => {
  await chat.open();
  await chat.ask("First");
  await chat.expectNewestAnswer("complete");
  await expect(chat.sessions).toHaveCount(0);

  await page.getByRole("button", { name: "Open sessions" }).tap();
  await page.getByRole("dialog").getByRole("button", { name: "New session", exact: true }).tap();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByRole("heading", { name: "What would you like to ask?" })).toBeVisible();

  await page.getByRole("button", { name: "Open sessions" }).tap();
  await expect(chat.sessions).toHaveCount(2);
  await chat.sessions.filter({ hasText: "First" }).tap();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(chat.textOf(chat.answers)).toHaveText(["Echo: First"]);
});

test("what a finger must hit is large enough", async ({ page, chat }) => {
  await chat.open();
  await page.getByRole("button", { name: "Open sessions" }).tap();
  await expect(page.getByRole("dialog")).toBeVisible();
  for (const button of await page.getByRole("button").filter({ visible: true }).all()) {
    const box = await button.boundingBox();
    const name = await button.getAttribute("aria-label");
    expect(Math.min(box?.width ?? 0, box?.height ?? 0), `size of ${name}`).toBeGreaterThanOrEqual(24);
  }
});

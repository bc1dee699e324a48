import { countTo } from "../support/chat-page.ts";
import { firstHalf, wholeAnswer } from "../support/server.ts";
import { expect, test } from "../support/test.ts";

test("a second device sees the question, the answer as it streams, and its end", async ({ page, chat, openDevice }) => {
  const question = countTo(40);
  await chat.open();
  await chat.newSession("slow");
  const other = await openDevice();
  await other.chat.open(new URL(page.url()).pathname);
  await chat.ask(question);
  await expect(other.chat.said).toHaveText([new RegExp(question)]);
  await chat.expectNewestAnswer("complete");
  await other.chat.expectNewestAnswer("complete");
  await expect(other.chat.textOf(other.chat.answers)).toHaveText([`Echo: ${question}`]);
  expect(other.traffic.sent("chat:send")).toEqual([]);
  expect(other.traffic.received("chat:delta").length).toBeGreaterThan(10);
  expect(other.traffic.received("chat:response"), "the reply belongs to who asked").toEqual([]);
});

test("a device that joins in mid-answer gets it whole", async ({ page, chat, server, openDevice }) => {
  await chat.open();
  await chat.newSession("gated");
  await chat.ask("Tell me all of it");
  await chat.expectMidAnswer(firstHalf);
  const late = await openDevice();
  await late.chat.open(new URL(page.url()).pathname);
  await late.chat.expectMidAnswer(firstHalf);
  server.openGate();
  await late.chat.expectNewestAnswer("complete");
  await expect(late.chat.textOf(late.chat.answers)).toHaveText([wholeAnswer]);
});

test("an answer is stopped from another device", async ({ page, chat, traffic, openDevice }) => {
  await chat.open();
  await chat.newSession("gated");
  const other = await openDevice();
  await other.chat.open(new URL(page.url()).pathname);
  await chat.ask("Tell me all of it");
  await other.chat.expectMidAnswer(firstHalf);
  await other.chat.stopButton.click();
  await other.chat.expectNewestAnswer("stopped");
  await chat.expectNewestAnswer("stopped");
  await expect.poll(() => traffic.exchanges("chat:send")[0]?.reply?.body.payload).toMatchObject({ code: "CANCELLED" });
});

test("sessions appear, change and go on every device", async ({ page, chat, openDevice }) => {
  await chat.open();
  const other = await openDevice();
  await other.chat.open();
  await expect(other.chat.sessions).toHaveCount(1);

  await chat.newSession("talkative");
  await expect(other.chat.sessions).toHaveCount(2);
  await chat.ask("Plans for the garden");
  await expect(other.chat.sessions.filter({ hasText: "Plans for the garden" })).toHaveCount(1);
  await chat.expectNewestAnswer("complete");

  await page.getByRole("button", { name: "Options of Plans for the garden" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(other.chat.sessions).toHaveCount(1);
  await expect(chat.sessions).toHaveCount(1);
});

test("two tabs of one browser are in step too", async ({ page, chat, context }) => {
  await chat.open();
  const tab = await context.newPage();
  await tab.goto(page.url());
  await chat.ask("for both tabs");
  await chat.expectNewestAnswer("complete");
  await expect(tab.locator("[data-testid=message][data-role=agent] .markdown")).toHaveText("Echo: for both tabs");
});

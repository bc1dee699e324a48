import { contract } from "@parlance/shared-types";
import { firstHalf } from "../support/server.ts";
import { expect, test } from "../support/test.ts";

test("stop ends the answer, and the next one comes", async ({ page, chat, server, traffic }) => {
  await chat.open();
  await chat.newSession("gated");
  await chat.ask("Tell me all of it");
  await chat.expectMidAnswer(firstHalf);
  await chat.stopButton.click();
  await chat.expectNewestAnswer("stopped");
  await expect(chat.stopButton).toBeHidden();
  await expect(chat.textOf(chat.answers)).toHaveText([firstHalf]);

  const [stop] = traffic.exchanges("chat:stop");
  expect(stop?.reply?.name).toBe("chat:stopped");
  expect(stop?.reply?.body.payload).toMatchObject({ runId: expect.any(String) });
  const [send] = traffic.exchanges("chat:send");
  expect(send?.reply?.name).toBe("chat:error");
  expect(send?.reply?.body.payload).toMatchObject({ code: "CANCELLED", retryable: false });

  server.openGate();
  await chat.ask("And now?");
  await expect(chat.answers).toHaveCount(2);
  await chat.expectNewestAnswer("complete");
  await page.reload();
  await expect(chat.answers.first()).toHaveAttribute("data-status", "stopped");
});

test("an agent that fails is told in words, with its log and a second try", async ({ page, chat, traffic }) => {
  await chat.open();
  await chat.newSession("broken");
  await chat.ask("Do your best");
  await chat.expectNewestAnswer("failed");
  const alert = chat.answers.last().getByRole("alert");
  await expect(alert).toContainText(/[a-z]{3,} [a-z]+/i);
  expect(traffic.received("chat:error")[0]?.body.payload).toMatchObject({ code: "AGENT_FAILED", retryable: true });

  await chat.answers.last().getByRole("button", { name: /^Log/ }).click();
  await expect(page.getByTestId("run-log")).toContainText("trouble ahead");

  await alert.getByRole("button", { name: "Try again" }).click();
  await expect
    .poll(() => traffic.exchanges("chat:send").map(({ reply }) => reply?.name))
    .toEqual(["chat:error", "chat:error"]);
  await expect(chat.said, "the question stays one").toHaveCount(1);
});

test("a broken agent harms no other session", async ({ chat }) => {
  await chat.open();
  await chat.newSession("broken");
  await chat.ask("This fails");
  await chat.expectNewestAnswer("failed");
  await chat.newSession("echo");
  await chat.ask("This works");
  await chat.expectNewestAnswer("complete");
});

test("a link to a session that is not there says so", async ({ page, chat }) => {
  await page.goto("/s/01890000-0000-7000-8000-000000000000");
  await expect(page.getByRole("heading", { name: "This session is not here" })).toBeVisible();
  await page.getByRole("main").getByRole("button", { name: "New session" }).click();
  await expect(chat.field).toBeVisible();
});

test("a server that cannot be reached is told, and found when it is back", async ({ page, chat, server }) => {
  await chat.open();
  await server.stop();
  await expect(page.getByText("The connection was lost.")).toBeVisible();
  await server.startAgain();
  await chat.expectConnected();
  await expect(page.getByText("The connection was lost.")).toBeHidden();
});

test("a page that is older than the server says so", async ({ page, chat }) => {
  const scripts = /\.js$/;
  await page.route(scripts, async (route) => {
    const response = await route.fetch();
    const script = await response.text();
    const headers = { ...response.headers(), "cache-control": "no-store" };
    await route.fulfill({ response, headers, body: script.replaceAll(contract.hash, "of-an-older-page") });
  });
  await chat.open();
  const note = page.getByText("The server speaks another version than this page.");
  await expect(note).toBeVisible();

  await page.unroute(scripts);
  await page.getByRole("button", { name: "Reload" }).click();
  await chat.expectConnected();
  await expect(note).toBeHidden();
});

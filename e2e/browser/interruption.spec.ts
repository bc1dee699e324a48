import { firstHalf, wholeAnswer } from "../support/server.ts";
import { expect, test } from "../support/test.ts";

test.beforeEach(async ({ chat }) => {
  await chat.open();
  await chat.newSession("gated");
});

test("an answer goes on over a reload of the page", async ({ page, chat, server, traffic }) => {
  await chat.ask("Tell me all of it");
  await chat.expectMidAnswer(firstHalf);
  await page.reload();
  await chat.expectMidAnswer(firstHalf);
  server.openGate();
  await chat.expectNewestAnswer("complete");
  await expect(chat.textOf(chat.answers)).toHaveText([wholeAnswer]);
  await expect(chat.said).toHaveCount(1);
  expect(traffic.sent("chat:send"), "the reloaded page asks nothing twice").toHaveLength(1);
});

test("an answer goes on over a cut of the network", async ({ chat, server, network, traffic }) => {
  await chat.ask("Tell me all of it");
  await chat.expectMidAnswer(firstHalf);
  network.cut();
  await expect(chat.connection).toHaveAttribute("data-state", "reconnecting");
  network.restore();
  await chat.expectConnected();
  await chat.expectMidAnswer(firstHalf);
  server.openGate();
  await chat.expectNewestAnswer("complete");
  await expect(chat.textOf(chat.answers)).toHaveText([wholeAnswer]);
  await expect(chat.said).toHaveCount(1);

  await expect.poll(() => traffic.exchanges("chat:send")[1]?.reply?.name).toBe("chat:response");
  const [first, repeated] = traffic.exchanges("chat:send");
  expect(first?.reply).toBeUndefined();
  expect(repeated?.command.body, "the retry is the same command").toEqual(first?.command.body);
});

test("an answer that ended during a cut is shown afterwards", async ({ page, chat, server, network, openDevice }) => {
  const witness = await openDevice(server.url);
  await witness.chat.open(new URL(page.url()).pathname);
  await chat.ask("Tell me all of it");
  await chat.expectMidAnswer(firstHalf);
  network.cut();
  await expect(chat.connection).toHaveAttribute("data-state", "reconnecting");
  server.openGate();
  await witness.chat.expectNewestAnswer("complete");
  network.restore();
  await chat.expectConnected();
  await chat.expectNewestAnswer("complete");
  await expect(chat.textOf(chat.answers)).toHaveText([wholeAnswer]);
});

test("what is written without a connection goes out when it is back", async ({ page, chat, server, network }) => {
  server.openGate();
  network.cut();
  await expect(chat.connection).toHaveAttribute("data-state", "reconnecting");
  await expect(page.getByText("The connection was lost.")).toBeVisible();
  await chat.ask("from the tunnel");
  await expect(chat.said).toHaveAttribute("data-status", "sending");
  network.restore();
  await chat.expectNewestAnswer("complete");
  await expect(chat.said).toHaveText([/from the tunnel/]);
  await expect(chat.textOf(chat.answers)).toHaveText([wholeAnswer]);
  await expect(page.getByText("The connection was lost.")).toBeHidden();
});

test("a server that was killed under the page comes back with every message", async ({ chat, server }) => {
  server.openGate();
  await chat.ask("safe");
  await chat.expectNewestAnswer("complete");
  await server.kill();
  await expect(chat.connection).toHaveAttribute("data-state", "reconnecting");
  await server.startAgain();
  await chat.expectConnected();
  await chat.ask("and sound");
  await expect(chat.answers).toHaveCount(2);
  await chat.expectNewestAnswer("complete");
  await expect(chat.said).toHaveText([/safe/, /and sound/]);
});

test("an answer that a crash cut off is told as failed, and the session goes on", async ({ page, chat, server }) => {
  await chat.ask("Tell me all of it");
  await chat.expectMidAnswer(firstHalf);
  await server.kill();
  await expect(chat.connection).toHaveAttribute("data-state", "reconnecting");
  await server.startAgain();
  await chat.expectConnected();
  await expect(chat.answers.first()).toHaveAttribute("data-status", "failed");
  await expect(chat.answers.first().getByRole("alert")).not.toBeEmpty();
  await expect(chat.stopButton).toBeHidden();

  server.openGate();
  await chat.ask("Still there?");
  await chat.expectNewestAnswer("complete");
  await expect(chat.textOf(chat.answers.last())).toHaveText(wholeAnswer);
  await page.reload();
  await expect(chat.answers.last()).toHaveAttribute("data-status", "complete");
  await expect(chat.said).toHaveText([/Tell me all of it/, /Still there\?/]);
});

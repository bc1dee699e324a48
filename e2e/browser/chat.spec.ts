import { expect, test } from "../support/test.ts";

test("a message is answered, on the page and in the frames", async ({ page, chat, traffic }) => {
  await chat.open();
  await chat.ask("Hello **Parlance**");
  await chat.expectNewestAnswer("complete");
  await expect(chat.said).toHaveText(/Hello \*\*Parlance\*\*/);
  await expect(chat.textOf(chat.answers.last())).toHaveText("Echo: Hello Parlance");
  await expect(page.locator(".markdown strong")).toHaveText("Parlance");

  const [exchange] = traffic.exchanges("chat:send");
  expect(exchange?.command.body).toMatchObject({ message: "Hello **Parlance**", sessionId: expect.any(String) });
  expect(exchange?.reply?.name).toBe("chat:response");
  expect(exchange?.reply?.body.payload).toMatchObject({
    response: "Echo: Hello **Parlance**",
    requestId: exchange?.command.requestId,
  });

  const deltas = traffic.received("chat:delta").map(({ body }) => body.payload as { offset: number; text: string });
  expect(deltas.map(({ text }) => text).join("")).toBe("Echo: Hello **Parlance**");
  for (const event of traffic.received("chat:delta"))
    expect(event.requestId, "events carry no requestId").toBeUndefined();
});

test("chat and sessions use the socket and nothing else", async ({ page, chat }) => {
  const paths = new Set<string>();
  page.on("request", (request) => paths.add(new URL(request.url()).pathname));
  await chat.open();
  await chat.ask("over the socket");
  await chat.expectNewestAnswer("complete");
  expect([...paths].filter((path) => path.startsWith("/api/"))).toEqual(["/api/models"]);
  const origins = await page.evaluate(() =>
    performance.getEntriesByType("resource").map(({ name }) => new URL(name).origin),
  );
  expect([...new Set(origins)], "nothing comes from elsewhere").toEqual([new URL(page.url()).origin]);
});

test("messages sent in a burst are answered once each, in order", async ({ chat, traffic }) => {
  await chat.open();
  const burst = ["one", "two", "three", "four", "five"];
  for (const text of burst) await chat.ask(text);
  await expect(chat.answers).toHaveCount(burst.length);
  await chat.expectNewestAnswer("complete");
  await expect(chat.said).toHaveText(burst.map((text) => new RegExp(text)));
  await expect(chat.textOf(chat.answers)).toHaveText(burst.map((text) => `Echo: ${text}`));
  expect(traffic.exchanges("chat:send").map(({ command }) => command.body.message)).toEqual(burst);
});

test("what people and agents write is text, never markup", async ({ page, chat }) => {
  await chat.open();
  const attack = `<img src=x onerror="window.owned=true"> [click](javascript:alert(1)) <script>alert(1)</script>`;
  await chat.ask(attack);
  await chat.expectNewestAnswer("complete");
  await expect(chat.said.last()).toContainText(attack);
  await expect(chat.answers.last()).toContainText("<img src=x");
  await expect(chat.answers.last().locator("img, script, a[href^='javascript']")).toHaveCount(0);
  expect(await page.evaluate(() => "owned" in window)).toBe(false);
});

test("the conversation is there again after a reload, and after a restart of the server", async ({
  page,
  chat,
  server,
}) => {
  await chat.open();
  await chat.ask("Remember the milk");
  await chat.expectNewestAnswer("complete");
  await page.reload();
  await expect(chat.textOf(chat.answers)).toHaveText(["Echo: Remember the milk"]);

  expect(await server.stop(), "the exit code after a drain").toBe(0);
  await server.startAgain();
  await page.reload();
  await expect(chat.said).toHaveText([/Remember the milk/]);
  await expect(chat.textOf(chat.answers)).toHaveText(["Echo: Remember the milk"]);
});

test("a message that is too long is refused before it is sent", async ({ page, chat, traffic }) => {
  await chat.open();
  await chat.field.fill("x".repeat(100_001));
  await expect(page.getByRole("alert")).toContainText("100,000");
  await expect(chat.sendButton).toBeDisabled();
  await chat.field.press("Enter");
  await chat.ask("short again");
  await chat.expectNewestAnswer("complete");
  expect(traffic.sent("chat:send")).toHaveLength(1);
});

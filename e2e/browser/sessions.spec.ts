import { expect, test } from "../support/test.ts";

test("a new visitor finds a session ready", async ({ chat }) => {
  await chat.open();
  await expect(chat.sessions).toHaveCount(1);
  await expect(chat.model).toHaveText("Model: echo");
});

test("sessions are made with a model, kept apart, and switched", async ({ page, chat, traffic }) => {
  await chat.open();
  await chat.ask("Apples");
  await chat.expectNewestAnswer("complete");
  await chat.newSession("talkative");
  await chat.ask("Pears");
  await chat.expectNewestAnswer("complete");
  await expect(chat.textOf(chat.answers)).toHaveText(["Pears"]);
  await expect(chat.sessions).toHaveCount(2);

  await chat.sessions.filter({ hasText: "Apples" }).click();
  await expect(chat.textOf(chat.answers)).toHaveText(["Echo: Apples"]);
  await expect(chat.model).toHaveText("Model: echo");
  await page.goBack();
  await expect(chat.textOf(chat.answers)).toHaveText(["Pears"]);

  const [created] = traffic.exchanges("session:create");
  expect(created?.command.body).toMatchObject({ model: "talkative" });
  expect(created?.reply?.body).toMatchObject({ type: "session:created", payload: { model: "talkative" } });
});

test("the first message names a session; a person renames it, and it stays so", async ({ page, chat }) => {
  await chat.open();
  await chat.ask("How do I plant a tree?");
  await expect(chat.sessions).toHaveText([/How do I plant a tree\?/]);

  await page.getByRole("button", { name: "Options of How do I plant a tree?" }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByRole("textbox", { name: "Title" }).fill("Trees & <shrubs>");
  await page.getByRole("button", { name: "Rename" }).click();
  await expect(chat.sessions).toHaveText([/Trees & <shrubs>/]);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Trees & <shrubs>");
  await page.reload();
  await expect(chat.sessions).toHaveText([/Trees & <shrubs>/]);
});

test("a deleted session is gone, and the reader is asked first", async ({ page, chat }) => {
  await chat.open();
  await chat.ask("Keep me");
  await chat.newSession("echo");
  await chat.ask("Delete me");
  await chat.expectNewestAnswer("complete");

  const openDialog = async () => {
    await page.getByRole("button", { name: "Options of Delete me" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
  };
  await openDialog();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await expect(chat.sessions).toHaveCount(2);
  await openDialog();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(chat.sessions).toHaveText([/Keep me/]);
  await expect(chat.textOf(chat.answers)).toHaveText(["Echo: Keep me"]);
  await page.reload();
  await expect(chat.sessions).toHaveCount(1);
});

test("the log of a run is shown while it runs, and after a reload is asked for again", async ({
  page,
  chat,
  traffic,
}) => {
  await chat.open();
  await chat.newSession("talkative");
  await chat.ask("Tell me everything");
  await chat.expectNewestAnswer("complete");
  await chat.answers.last().getByRole("button", { name: "Log · 2 lines" }).click();
  const lines = page.getByTestId("run-log").getByRole("listitem");
  await expect(lines).toHaveText(["reading the question", "thinking about it"]);
  const [exchange] = traffic.exchanges("chat:send");
  expect(exchange?.reply?.body.payload).toMatchObject({ logs: ["reading the question", "thinking about it"] });
});

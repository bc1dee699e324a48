import { PICTURE, RoomPage } from "../support/room-page.ts";
import { expect, test } from "../support/test.ts";

interface Pair {
  ada: RoomPage;
  bob: RoomPage;
}

/** Two people in a public room, which the first of them owns. */
async function twoIn(ada: RoomPage, bob: RoomPage): Promise<Pair> {
  await ada.openAs("ada");
  await ada.create("Lobby", "lobby");
  await bob.openAs("bob");
  await bob.join("Lobby");
  return { ada, bob };
}

test("two people find each other in a room and talk", async ({ page, openDevice }) => {
  const { ada, bob } = await twoIn(new RoomPage(page), new RoomPage((await openDevice()).page));
  await ada.say("Hello, is anybody here?");
  await bob.expectTexts("Hello, is anybody here?");
  await bob.say("I am");
  await ada.expectTexts("Hello, is anybody here?", "I am");
  await expect(ada.post("I am").getByRole("heading", { name: "bob" })).toBeVisible();
  await expect(bob.unsent).toHaveCount(0);
});

test("what happens to a message is seen by everybody", async ({ page, openDevice }) => {
  const { ada, bob } = await twoIn(new RoomPage(page), new RoomPage((await openDevice()).page));
  await bob.say("I like it, it's grate");
  await bob.say("Never mind");
  await bob.chooseMore(bob.post("grate"), "Edit");
  await bob.page.getByRole("textbox", { name: "Edit the message" }).fill("I like it, it's great");
  await bob.page.getByRole("textbox", { name: "Edit the message" }).press("Enter");
  await expect(ada.post("it's great")).toContainText("(edited)");

  await ada.act(ada.post("it's great"), "React");
  await ada.page.getByRole("menuitem", { name: "Party" }).click();
  const chip = bob.post("it's great").getByRole("button", { name: "🎉, 1: ada" });
  await chip.click();
  await expect(ada.post("it's great").getByRole("button", { name: "🎉, 2: ada, bob" })).toBeVisible();
  await ada.post("it's great").getByRole("button", { name: /^🎉/ }).click();
  await expect(bob.post("it's great").getByRole("button", { name: "🎉, 1: bob" })).toBeVisible();

  await bob.chooseMore(bob.post("Never mind"), "Delete");
  await bob.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(ada.posts).toHaveText([/it's great/, /This message was deleted\./]);

  await ada.chooseMore(ada.post("it's great"), "Redact");
  await ada.page.getByRole("dialog").getByRole("button", { name: "Redact" }).click();
  await expect(bob.posts.first()).toContainText("[redacted by a moderator]");
  await bob.page.reload();
  await expect(bob.posts).toHaveText([/redacted by a moderator/, /This message was deleted\./]);
});

test("who is away sees how much they have missed, and others see who has read", async ({ page, openDevice }) => {
  const { ada, bob } = await twoIn(new RoomPage(page), new RoomPage((await openDevice()).page));
  await bob.page.getByRole("navigation", { name: "Sessions" }).getByRole("link").first().click();
  await ada.say("One");
  await ada.say("Two");
  await expect(bob.rooms).toHaveText([/Lobby.*2 unread/]);
  await bob.page.reload();
  await expect(bob.rooms).toHaveText([/Lobby.*2 unread/]);
  await expect(ada.page.getByTestId("readers")).toHaveCount(0);

  await bob.enter("Lobby");
  await expect(bob.page.getByText("New messages")).toBeVisible();
  await expect(bob.rooms.getByText("unread")).toHaveCount(0);
  await expect(ada.post("Two").getByTestId("readers")).toContainText("Read by bob");
  await bob.page.reload();
  await expect(bob.posts).toHaveCount(2);
  await expect(bob.rooms.getByText("unread")).toHaveCount(0);
});

test("a thread is answered beside the room", async ({ page, openDevice }) => {
  const { ada, bob } = await twoIn(new RoomPage(page), new RoomPage((await openDevice()).page));
  await ada.say("Who brings the cake?");
  await bob.act(bob.post("cake"), "Reply in a thread");
  const reply = bob.thread.getByRole("textbox", { name: "Your reply" });
  await reply.fill("I do");
  await reply.press("Enter");
  await expect(bob.thread.getByTestId("post")).toHaveText([/Who brings the cake\?/, /I do/]);
  await ada.post("cake").getByRole("button", { name: "1 reply" }).click();
  await expect(ada.thread.getByTestId("post")).toHaveText([/Who brings the cake\?/, /I do/]);
  await ada.thread.getByRole("textbox", { name: "Your reply" }).fill("Wonderful");
  await ada.thread.getByRole("button", { name: "Send reply" }).click();
  await expect(bob.thread.getByTestId("post")).toHaveText([/cake/, /I do/, /Wonderful/]);
  await bob.expectTexts("Who brings the cake?");
  await bob.page.reload();
  await expect(bob.post("cake").getByRole("button", { name: "2 replies" })).toBeVisible();
});

test("who types is shown while they do", async ({ page, openDevice }) => {
  const { ada, bob } = await twoIn(new RoomPage(page), new RoomPage((await openDevice()).page));
  await bob.field.fill("I am just");
  await expect(ada.typing).toHaveText("bob is typing…");
  await bob.field.fill("");
  await expect(ada.typing).toHaveText("");
  await bob.say("Done");
  await expect(ada.typing).toHaveText("");
});

test("who is removed sees no more of the room", async ({ page, openDevice }) => {
  const { ada, bob } = await twoIn(new RoomPage(page), new RoomPage((await openDevice()).page));
  await ada.say("Before");
  await bob.expectTexts("Before");
  await ada.page.getByRole("button", { name: "Members" }).click();
  await ada.page.getByRole("button", { name: "Options of bob" }).click();
  await ada.page.getByRole("menuitem", { name: "Remove from room" }).click();
  await expect(bob.page.getByRole("heading", { name: "You were removed from this room." })).toBeVisible();
  await expect(bob.posts).toHaveCount(0);
  await expect(bob.rooms).toHaveCount(0);
  await expect(ada.page.getByRole("list", { name: "Members" }).getByRole("listitem")).toHaveCount(1);
});

test("a reload and a cut network lose nothing and double nothing", async ({ page, network, server, openDevice }) => {
  const { ada, bob } = await twoIn(new RoomPage(page), new RoomPage((await openDevice(server.url)).page));
  await bob.say("one");
  await ada.expectTexts("one");
  network.cut();
  await expect(ada.connection).toHaveAttribute("data-state", "reconnecting");
  await bob.say("two");
  await bob.act(bob.post("one"), "React");
  await bob.page.getByRole("menuitem", { name: "Heart" }).click();
  await bob.say("three");
  await ada.say("from the tunnel");
  await expect(ada.unsent).toHaveCount(1);
  network.restore();
  await ada.expectConnected();
  await ada.expectTexts("one", "two", "three", "from the tunnel");
  await expect(ada.unsent).toHaveCount(0);
  await expect(ada.post("one").getByRole("button", { name: "❤️, 1: bob" })).toBeVisible();

  await page.reload();
  await ada.expectTexts("one", "two", "three", "from the tunnel");
  await ada.say("back again");
  await expect(bob.post("back again")).toBeVisible();
  await bob.say("four");
  const all = ["one", "two", "three", "from the tunnel", "back again", "four"];
  await ada.expectTexts(...all);
  await bob.expectTexts(...all);
});

test("a server that was killed comes back with every message", async ({ page, server, openDevice }) => {
  const { ada, bob } = await twoIn(new RoomPage(page), new RoomPage((await openDevice()).page));
  await ada.say("safe");
  await bob.expectTexts("safe");
  await server.kill();
  await expect(bob.connection).toHaveAttribute("data-state", "reconnecting");
  await bob.say("into the dark");
  await server.startAgain();
  await bob.expectConnected();
  await ada.expectConnected();
  await ada.expectTexts("safe", "into the dark");
  await bob.expectTexts("safe", "into the dark");
});

test("a long conversation is read page by page", async ({ page, openDevice }) => {
  const { ada, bob } = await twoIn(new RoomPage(page), new RoomPage((await openDevice()).page));
  for (let number = 1; number <= 60; number += 1) await ada.say(`line ${number}`);
  await bob.page.reload();
  await expect(bob.posts).toHaveCount(50);
  await expect(bob.posts.last()).toContainText("line 60");
  await bob.page.getByRole("region", { name: "Conversation" }).evaluate((element) => element.scrollTo({ top: 0 }));
  await bob.expectTexts(...Array.from({ length: 60 }, (_, index) => `line ${index + 1}`));
});

test("files go with a message: pictures are shown, others are offered", async ({ page, openDevice }) => {
  const { ada, bob } = await twoIn(new RoomPage(page), new RoomPage((await openDevice()).page));
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Attach files" }).click();
  await (await chooser).setFiles([
    { name: "dot.png", mimeType: "image/png", buffer: PICTURE },
    { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("remember the milk") },
  ]);
  await expect(page.getByRole("list", { name: "Files to send" }).getByRole("listitem")).toHaveText([
    "dot.png",
    "notes.txt",
  ]);
  await expect(page.getByLabel("Sending the file")).toHaveCount(0);
  await ada.say("Two files");

  const post = bob.post("Two files");
  const picture = post.getByRole("img", { name: "dot.png" });
  await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(2);
  const download = bob.page.waitForEvent("download");
  await post.getByRole("link", { name: /notes\.txt/ }).click();
  expect((await download).suggestedFilename()).toBe("notes.txt");
});

test("a private room is entered by invitation, and a moderator is made", async ({ page, openDevice }) => {
  const ada = new RoomPage(page);
  await ada.openAs("ada");
  await page.getByRole("button", { name: "New room" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Name" }).fill("Den");
  await page.getByRole("dialog").getByRole("button", { name: "Create room" }).click();
  await ada.expectIn("Den");
  const bob = new RoomPage((await openDevice()).page);
  await bob.openAs("bob");
  await bob.page.goto(`${new URL(page.url()).pathname}?user=bob`);
  await expect(bob.page.getByRole("heading", { name: "This room is not here" })).toBeVisible();

  await page.getByRole("button", { name: "Members" }).click();
  await page.getByLabel("Invite somebody").fill("bob");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(bob.page.getByRole("button", { name: "Browse rooms, 1 invitation" })).toBeVisible();
  await bob.join("Den");
  await ada.say("Welcome");
  await bob.expectTexts("Welcome");

  await page.getByRole("button", { name: "Options of bob" }).click();
  await page.getByRole("menuitem", { name: "Make moderator" }).click();
  await bob.chooseMore(bob.post("Welcome"), "Delete for good");
  await bob.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(ada.posts).toHaveText([/This message was deleted\./]);

  await bob.page.getByRole("button", { name: "Options of the room" }).click();
  await bob.page.getByRole("menuitem", { name: "Leave room" }).click();
  await bob.page.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
  await expect(bob.page.getByRole("heading", { name: "You have left this room." })).toBeVisible();
  await expect(bob.rooms).toHaveCount(0);
});

import { expectAccessible } from "../support/axe.ts";
import { RoomPage } from "../support/room-page.ts";
import { TaskPage } from "../support/task-page.ts";
import { expect, test } from "../support/test.ts";

/** Two people in a room. */
async function together(page: RoomPage, other: RoomPage): Promise<void> {
  await page.openAs("ada");
  await page.create("Lab", "lab");
  await other.openAs("bob");
  await other.join("Lab");
}

test("a task of a room goes over the board before the eyes of both", async ({ page, openDevice }) => {
  const device = await openDevice();
  await together(new RoomPage(page), new RoomPage(device.page));
  const [ada, bob] = [new TaskPage(page), new TaskPage(device.page)];
  for (const who of [ada, bob]) {
    await who.page.getByRole("navigation", { name: "Work" }).getByRole("link", { name: "Tasks" }).click();
  }
  await ada.create({ title: "Buy a cake", room: "Lab", assignee: "bob", priority: "High" });
  await ada.create({ title: "Sweep", room: "Lab" });
  await expect(bob.column("Open"), "the urgent one first").toHaveText([/Buy a cake.*High.*bob/, /Sweep/]);
  await expect(bob.page.getByRole("link", { name: "Tasks 1 for you" })).toBeVisible();

  await bob.task("Buy a cake").getByRole("combobox", { name: "Status of Buy a cake" }).selectOption("in progress");
  await expect(ada.column("In progress")).toHaveText([/Buy a cake/]);
  await bob.edit("Buy a cake");
  await bob.dialog.getByRole("slider", { name: "Progress: 0 %" }).fill("60");
  await bob.dialog
    .getByRole("textbox", { name: "Status" })
    .or(bob.dialog.getByLabel("Status"))
    .fill("waiting for the oven");
  await bob.dialog.getByRole("button", { name: "Save" }).click();
  await expect(ada.column("Waiting for the oven")).toHaveText([/Buy a cake.*60 %/]);

  await ada.edit("Buy a cake");
  await ada.dialog.getByLabel("Who is to do it").fill("ada");
  await ada.dialog.getByRole("combobox", { name: "Priority" }).selectOption("Critical");
  await ada.dialog.getByRole("button", { name: "Save" }).click();
  await expect(bob.task("Buy a cake")).toHaveText(/Critical.*ada/);
  await ada.task("Buy a cake").getByRole("combobox", { name: "Status of Buy a cake" }).selectOption("done");
  await expect(bob.column("Done")).toHaveText([/Buy a cake.*100 %/]);
  await bob.page.reload();
  await expect(bob.column("Done")).toHaveText([/Buy a cake.*100 %/]);
});

test("a task without room is seen by whom it concerns, and by who has it no more not at all", async ({
  page,
  openDevice,
}) => {
  const ada = new TaskPage(page);
  const bob = new TaskPage((await openDevice()).page);
  const eve = new TaskPage((await openDevice()).page);
  for (const [who, name] of [
    [ada, "ada"],
    [bob, "bob"],
    [eve, "eve"],
  ] as const)
    await who.openAs(name);
  await ada.create({ title: "Write home", assignee: "bob" });
  await expect(bob.column("Open")).toHaveText([/Write home/]);
  await ada.edit("Write home");
  await ada.dialog.getByLabel("Who is to do it").fill("eve");
  await ada.dialog.getByRole("button", { name: "Save" }).click();
  await expect(eve.column("Open")).toHaveText([/Write home/]);
  await expect(bob.tasks).toHaveCount(0);
});

test("an assignee who does not exist is refused in words; a cut loses and doubles nothing", async ({
  page,
  network,
  server,
  openDevice,
}) => {
  const ada = new TaskPage(page);
  await ada.openAs("ada");
  await ada.create({ title: "Nobody's", assignee: "nobody-at-all" });
  await expect(page.getByText("The task could not be made.")).toBeVisible();
  await page.getByRole("button", { name: "Dismiss" }).click();

  const phone = new TaskPage((await openDevice(server.url)).page);
  await phone.openAs("ada");
  network.cut();
  await expect(ada.connection).toHaveAttribute("data-state", "reconnecting");
  await phone.create({ title: "From the phone" });
  await ada.create({ title: "From the tunnel" });
  network.restore();
  for (const device of [ada, phone]) {
    await expect(device.column("Open")).toHaveText([/From the phone/, /From the tunnel/]);
  }
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("tasks are accessible, on a phone too", async ({ page }) => {
      const ada = new TaskPage(page);
      await ada.openAs("ada");
      await expect(page.getByText("Nothing here.")).toHaveCount(3);
      await expectAccessible(page, "an empty board");
      await ada.create({ title: "Urgent", assignee: "ada", priority: "Critical" });
      await ada.create({ title: "A-very-long-word".repeat(8) });
      await expectAccessible(page, "a board");
      await ada.edit("Urgent");
      await expectAccessible(page, "the dialog of a task");
      await page.keyboard.press("Escape");
      await page.setViewportSize({ width: 360, height: 740 });
      await expectAccessible(page, "a board on a phone");
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, "nothing runs out of the screen sideways").toBeLessThanOrEqual(360);
    });
  });
}

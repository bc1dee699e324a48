import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { expect, test } from "../support/test.ts";

test.use({ serverOptions: { webRoot: fileURLToPath(new URL("../dialects", import.meta.url)) } });

const dialects = ["Socket.IO", "tagged", "envelope", "prioritized", "dotted"];
const pane = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const messages = (page: Page, name: string) => pane(page, name).getByRole("listitem");

async function say(page: Page, name: string, text: string): Promise<void> {
  await pane(page, name).getByLabel(`Say as ${name}`).fill(text);
  await pane(page, name).getByRole("button", { name: "Say", exact: true }).click();
}

test("five dialects talk in one room", async ({ page }) => {
  await page.goto("/");
  for (const name of dialects) await expect(pane(page, name).getByRole("status")).toHaveText("in the room");

  const said: string[] = [];
  for (const name of ["Socket.IO", "prioritized", "dotted"]) {
    said.push(`${name} says hello`);
    await say(page, name, said.at(-1) ?? "");
    for (const reader of dialects) await expect(messages(page, reader), `${reader} hears ${name}`).toHaveText(said);
  }

  // An edit reaches all but the one that has no words for it.
  await say(page, "dotted", "edit: dotted thinks again");
  for (const reader of ["Socket.IO", "tagged", "envelope", "dotted"]) {
    await expect(messages(page, reader).last(), reader).toHaveText("dotted thinks again");
  }
  await expect(messages(page, "prioritized").last()).toHaveText("dotted says hello");

  await pane(page, "tagged").getByRole("button", { name: "Type as tagged" }).click();
  for (const reader of ["Socket.IO", "envelope", "dotted"]) {
    await expect(pane(page, reader).getByText("somebody types"), reader).toBeVisible();
  }
  await expect(pane(page, "tagged").getByText("somebody types")).toBeHidden();
});

import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import playwright from "../playwright.config.ts";
import { recogniserOf, speak } from "../support/speech.ts";
import { expect, test } from "../support/test.ts";

const recording = join(tmpdir(), `parlance-microphone-${process.pid}.wav`);
const { launchOptions } = playwright.use ?? {};

test.use({
  permissions: ["microphone"],
  launchOptions: {
    ...launchOptions,
    args: [
      ...(launchOptions?.args ?? []),
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      `--use-file-for-fake-audio-capture=${recording}%noloop`,
    ],
  },
});

test.beforeAll(() => speak("hello world", recording));

test.afterAll(() => rmSync(recording));

test.describe("with a recogniser", () => {
  test.use({ serverOptions: { config: recogniserOf(["hello world", "good morning", "open the door"]) } });

  test("what is spoken into the microphone becomes the message", async ({ page, chat }) => {
    await chat.open();
    await page.getByRole("button", { name: "Speak your message" }).click();
    await expect(page.getByText(/^Recording 0:0[4-9]/)).toBeVisible();
    await page.getByRole("button", { name: "Finish the recording" }).click();
    await expect(chat.field).toHaveValue("hello world", { timeout: 30_000 });
    await chat.field.press("Enter");
    await chat.expectNewestAnswer("complete");
    await expect(chat.textOf(chat.answers)).toHaveText(["Echo: hello world"]);
  });

  test("a recording is discarded", async ({ page, chat }) => {
    await chat.open();
    await page.getByRole("button", { name: "Speak your message" }).click();
    await page.getByRole("button", { name: "Discard the recording" }).click();
    await expect(page.getByRole("button", { name: "Speak your message" })).toBeVisible();
    await expect(chat.field).toHaveValue("");
  });
});

test("a server without a recogniser says so", async ({ page, chat }) => {
  await chat.open();
  await page.getByRole("button", { name: "Speak your message" }).click();
  await expect(page.getByText(/^Recording 0:0[1-9]/)).toBeVisible();
  await page.getByRole("button", { name: "Finish the recording" }).click();
  await expect(page.getByRole("alert")).toContainText("Speech is not set up on this server");
});

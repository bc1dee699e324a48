import { MissionPage } from "../support/mission-page.ts";
import { RoomPage } from "../support/room-page.ts";
import { firstHalf, wholeAnswer } from "../support/server.ts";
import { expect, test } from "../support/test.ts";

/** Says what it does line by line, fifty times a second. */
const steps = `
[models.steps]
agent = "command"
command = ["sh", "-c", "read -r task; i=1; while [ $i -le 60 ]; do echo \\"$task step $i\\" >&2; i=$((i+1)); sleep 0.02; done; echo done with $task"]
`;
/** What the agent above logs for these tasks, in order. */
const stepsOf = (...tasks: string[]): string[] =>
  tasks.flatMap((task) => Array.from({ length: 60 }, (_, index) => `${task} step ${index + 1}`));

/** Speaks stream-json: two tools, one of which fails, and what it all costs. */
const tools = `
[models.tools]
agent = "command"
format = "stream-json"
price = { input = 3.0, output = 15.0 }
command = ["printf", "%s\\\\n", ${[
  {
    type: "assistant",
    message: {
      id: "a",
      usage: { input_tokens: 1000, output_tokens: 100 },
      content: [{ type: "tool_use", id: "t1", name: "Read", input: {} }],
    },
  },
  { type: "user", message: { content: [{ type: "tool_result", tool_use_id: "t1", content: "fine" }] } },
  {
    type: "assistant",
    message: {
      id: "b",
      usage: { input_tokens: 2000, output_tokens: 200 },
      content: [{ type: "tool_use", id: "t2", name: "Bash", input: {} }],
    },
  },
  { type: "user", message: { content: [{ type: "tool_result", tool_use_id: "t2", is_error: true, content: "no" }] } },
  { type: "result", subtype: "success", result: "All **done**", usage: { input_tokens: 3000, output_tokens: 300 } },
]
  .map((line) => JSON.stringify(JSON.stringify(line)))
  .join(", ")}]
`;

const flood = `
[models.flood]
agent = "command"
command = ["sh", "-c", "seq 10000 >&2; echo done"]
`;

test.use({ serverOptions: { config: steps + tools + flood } });

test("a mission goes on while the laptop is closed, and a second device sees the whole log", async ({
  page,
  network,
  server,
  openDevice,
}) => {
  const ada = new MissionPage(page);
  await ada.openAs("ada");
  await ada.create({ name: "Count", model: "steps", prompts: ["first", "second"] });
  await expect(ada.logLines.first()).toHaveText("first step 1");
  network.cut();
  await expect(ada.connection).toHaveAttribute("data-state", "reconnecting");

  const path = new URL(page.url()).pathname;
  const phone = new MissionPage((await openDevice(server.url)).page);
  await phone.openAs("ada", path);
  await phone.expectOn("Count");
  await phone.expectStatus("completed");
  await expect(phone.logLines).toHaveText(stepsOf("first", "second"));
  await expect(phone.resultOf("spec-2")).toHaveText("done with second");

  network.restore();
  await ada.expectConnected();
  await ada.expectStatus("completed");
  await expect(ada.logLines, "without gaps or doubles").toHaveText(stepsOf("first", "second"));
  await expect(ada.specs).toHaveText([/spec-1.*Done/, /spec-2.*Done/]);
});

test("the answer of the spec at work is shown as it is written, also to who comes late", async ({
  page,
  server,
  network,
  openDevice,
}) => {
  const ada = new MissionPage(page);
  await ada.openAs("ada");
  await ada.create({ name: "Halves", model: "gated", prompts: ["go"] });
  await expect(ada.resultOf("spec-1")).toHaveText(firstHalf);
  const late = new MissionPage((await openDevice(server.url)).page);
  await late.openAs("ada", new URL(page.url()).pathname);
  await expect(late.resultOf("spec-1")).toHaveText(firstHalf);
  network.cut();
  await expect(ada.connection).toHaveAttribute("data-state", "reconnecting");
  network.restore();
  await ada.expectConnected();
  server.openGate();
  for (const device of [ada, late]) {
    await expect(device.resultOf("spec-1")).toHaveText(wholeAnswer);
    await device.expectStatus("completed");
  }
});

test("a mission is started, paused, resumed and cancelled", async ({ page, server, traffic }) => {
  const ada = new MissionPage(page);
  await ada.openAs("ada");
  await ada.create({ name: "Steered", model: "gated", prompts: ["one", "two"], start: false });
  await ada.expectStatus("pending");
  await expect(ada.page.getByText("2 specs to come")).toBeVisible();
  await ada.button("Start").click();
  await ada.expectStatus("running");
  await ada.button("Pause").click();
  await ada.expectStatus("paused");
  server.openGate();
  await expect(ada.specs).toHaveText([/spec-1.*Done/]);
  await expect(page.getByText("1 of 2 specs done")).toBeVisible();
  await ada.button("Go on").click();
  await ada.expectStatus("completed");
  await expect(ada.button("Cancel mission")).toHaveCount(0);

  await page.getByRole("link", { name: "All missions" }).click();
  await ada.create({ name: "Doomed", model: "slow", prompts: ["a long story ".repeat(20)] });
  await expect(ada.resultOf("spec-1")).toContainText("Echo: a long");
  await ada.button("Cancel mission").click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel mission" }).click();
  await ada.expectStatus("cancelled");
  await expect(ada.specs).toHaveText([/spec-1.*Stopped/]);
  expect(traffic.exchanges("mission:cancel").map(({ reply }) => reply?.name)).toEqual(["mission:status"]);
});

test("a failure is told in words, where it happened and in the list", async ({ page }) => {
  const ada = new MissionPage(page);
  await ada.openAs("ada");
  await ada.create({ name: "Risky", model: "broken", prompts: ["try", "never reached"] });
  await ada.expectStatus("failed");
  await expect(ada.mission.getByRole("alert")).toContainText("exit code 3");
  await expect(ada.specs).toHaveText([/spec-1.*Failed/]);
  await expect(ada.logLines).toHaveText(["trouble ahead"]);
  await page.getByRole("link", { name: "All missions" }).click();
  await expect(ada.list).toHaveText([/Risky.*Failed.*exit code 3/]);
});

test("what another device did meanwhile is a conflict, in words", async ({ page, network, server, openDevice }) => {
  const ada = new MissionPage(page);
  await ada.openAs("ada");
  await ada.create({ name: "Shared", model: "gated", prompts: ["one"] });
  const other = new MissionPage((await openDevice(server.url)).page);
  await other.openAs("ada", new URL(page.url()).pathname);
  await other.expectOn("Shared");
  network.cut();
  await expect(ada.connection).toHaveAttribute("data-state", "reconnecting");
  await other.button("Pause").click();
  await other.expectStatus("paused");
  await ada.button("Pause").click();
  network.restore();
  await expect(page.getByText("The mission could not be paused.")).toBeVisible();
  await ada.expectStatus("paused");
});

test("tools, tokens and cost are counted, and the result is Markdown", async ({ page }) => {
  const ada = new MissionPage(page);
  await ada.openAs("ada");
  await ada.create({ name: "Counted", model: "tools", prompts: ["one", "two"] });
  await ada.expectStatus("completed");
  const rows = page.getByRole("region", { name: "Tools" }).getByRole("row");
  await expect(rows).toHaveText([/Tool/, /Bash\s*0\s*0\s*2|Read\s*0\s*2\s*0/, /Read\s*0\s*2\s*0|Bash\s*0\s*0\s*2/]);
  // 2 × (3,000 × $3 + 300 × $15) per million.
  const usage = page.getByRole("region", { name: "Tokens and cost" });
  await expect(usage.getByRole("img", { name: "Grown to 6.6K tokens and $0.0270" })).toBeVisible();
  await expect(ada.resultOf("spec-2").locator("strong")).toHaveText("done");
});

test("the log is searched by words and by level", async ({ page }) => {
  const ada = new MissionPage(page);
  await ada.openAs("ada");
  await ada.create({ name: "Searched", model: "steps", prompts: ["alpha", "beta"] });
  await ada.expectStatus("completed");
  await expect(ada.logCount).toHaveText("120 lines");
  await ada.search.fill("BETA step 6");
  await expect(ada.logLines).toHaveText(["beta step 6", "beta step 60"]);
  await expect(ada.logCount).toHaveText("2 of 120 lines");
  await ada.search.fill("");
  await ada.level.selectOption("Errors");
  await expect(page.getByText("No line fits.")).toBeVisible();
  await ada.level.selectOption("Everything");
  await expect(ada.logLines).toHaveCount(120);
});

test("ten thousand lines are shown whole, and searched", async ({ page }) => {
  const ada = new MissionPage(page);
  await ada.openAs("ada");
  await ada.create({ name: "Long", model: "flood", prompts: ["go"], start: false });
  await ada.button("Start").click();
  // A reader that falls behind in the flood is disconnected, and resumes.
  await expect(ada.logCount).toHaveText("10,000 lines", { timeout: 45_000 });
  const numbers = await ada.logLines.evaluateAll((lines) => lines.map(({ textContent }) => Number(textContent)));
  expect(numbers).toEqual(Array.from({ length: 10_000 }, (_, index) => index + 1));
  await page.getByRole("region", { name: "Lines of the log" }).scrollIntoViewIfNeeded();
  await expect(ada.logLines.last(), "it follows what is new").toBeInViewport();
  await ada.search.fill("999");
  await expect(ada.logCount).toHaveText("19 of 10,000 lines");
});

test("members of its room see a mission and do not steer it; others see none", async ({ page, openDevice }) => {
  const room = new RoomPage(page);
  await room.openAs("ada");
  await room.create("Lab", "lab");
  const bob = await openDevice();
  const bobsRoom = new RoomPage(bob.page);
  await bobsRoom.openAs("bob");
  await bobsRoom.join("Lab");
  await page.getByRole("navigation", { name: "Work" }).getByRole("link", { name: "Missions" }).click();
  const ada = new MissionPage(page);
  await page.getByRole("main").getByRole("button", { name: "New mission" }).click();
  await ada.dialog.getByRole("textbox", { name: "Name", exact: true }).fill("Seen");
  await ada.dialog.getByRole("combobox", { name: "Who else sees it" }).selectOption("Lab");
  await ada.dialog.getByRole("textbox", { name: "What spec-1 asks for" }).fill("hello");
  await ada.dialog.getByRole("button", { name: "Create", exact: true }).click();
  await ada.expectOn("Seen");

  const watching = new MissionPage(bob.page);
  await bob.page.getByRole("navigation", { name: "Work" }).getByRole("link", { name: "Missions" }).click();
  await watching.list.getByRole("link", { name: "Seen" }).click();
  await watching.expectOn("Seen");
  await expect(watching.button("Start")).toHaveCount(0);
  await ada.button("Start").click();
  await watching.expectStatus("completed");
  await expect(watching.resultOf("spec-1")).toHaveText("Echo: hello");

  const eve = new MissionPage((await openDevice()).page);
  await eve.openAs("eve");
  await expect(eve.page.getByRole("heading", { name: "No missions yet" })).toBeVisible();
  await eve.page.goto(`${new URL(page.url()).pathname}?user=eve`);
  await expect(eve.page.getByRole("heading", { name: "This mission is not here" })).toBeVisible();
});

test("a mission is made and steered without a mouse", async ({ page }) => {
  const ada = new MissionPage(page);
  await ada.openAs("ada");
  await page.getByRole("main").getByRole("button", { name: "New mission" }).focus();
  await page.keyboard.press("Enter");
  await expect(ada.dialog.getByRole("textbox", { name: "Name", exact: true })).toBeFocused();
  await page.keyboard.type("By hand");
  const prompt = ada.dialog.getByRole("textbox", { name: "What spec-1 asks for" });
  await expect(async () => {
    await page.keyboard.press("Tab");
    await expect(prompt).toBeFocused({ timeout: 100 });
  }).toPass();
  await page.keyboard.type("first");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(ada.dialog.getByRole("textbox", { name: "What spec-2 asks for" })).toBeFocused();
  await page.keyboard.type("second");
  await ada.dialog.getByRole("button", { name: "Move spec-2 up" }).press("Enter");
  await ada.dialog.getByRole("button", { name: "Create and start" }).press("Enter");
  await ada.expectStatus("completed");
  await expect(ada.specs).toHaveText([/spec-2.*Done/, /spec-1.*Done/]);
  await ada.specs.first().getByRole("button").press("Enter");
  await expect(ada.resultOf("spec-2")).toHaveText("Echo: second");
});

test("two specs of one name are told of while they are written", async ({ page }) => {
  const ada = new MissionPage(page);
  await ada.openAs("ada");
  await page.getByRole("main").getByRole("button", { name: "New mission" }).click();
  await ada.dialog.getByRole("textbox", { name: "Name", exact: true }).fill("Twice");
  await ada.dialog.getByRole("button", { name: "Add a spec" }).click();
  await ada.dialog.getByRole("textbox", { name: "Name of the spec" }).last().fill("spec-1");
  await expect(ada.dialog.getByRole("alert")).toHaveText("No two specs may have the same name.");
  await expect(ada.dialog.getByRole("button", { name: "Create and start" })).toBeDisabled();
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });

  test("missions are made and read", async ({ page }) => {
    const ada = new MissionPage(page);
    await ada.openAs("ada");
    await ada.create({
      name: "Pocket-sized-mission-with-a-very-long-name".repeat(2),
      model: "steps",
      prompts: ["walk"],
    });
    await ada.expectStatus("completed");
    await expect(ada.logLines).toHaveText(stepsOf("walk"));
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, "nothing runs out of the screen sideways").toBeLessThanOrEqual(360);
    await page.getByRole("button", { name: "Open sessions" }).tap();
    await page.getByRole("dialog").getByRole("link", { name: "Missions" }).tap();
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect(ada.list).toHaveCount(1);
  });
});

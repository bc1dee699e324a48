import { expectAccessible } from "../support/axe.ts";
import { MissionPage } from "../support/mission-page.ts";
import { firstHalf } from "../support/server.ts";
import { expect, test } from "../support/test.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("missions are accessible in each of their states", async ({ page, server }) => {
      const ada = new MissionPage(page);
      await ada.openAs("ada");
      await expect(page.getByRole("heading", { name: "No missions yet" })).toBeVisible();
      await expectAccessible(page, "no missions");
      await page.getByRole("main").getByRole("button", { name: "New mission" }).click();
      await ada.dialog.getByRole("button", { name: "Add a spec" }).click();
      await ada.dialog.getByRole("textbox", { name: "Name of the spec" }).last().fill("spec-1");
      await expectAccessible(page, "the dialog of a new mission");
      await page.keyboard.press("Escape");

      await ada.create({ name: "Broken", model: "broken", prompts: ["a", "b"] });
      await ada.expectStatus("failed");
      await expectAccessible(page, "a mission that failed");
      await page.getByRole("link", { name: "All missions" }).click();
      await ada.create({ name: "Talkative", model: "talkative", prompts: ["a"] });
      await ada.expectStatus("completed");
      await ada.search.fill("question");
      await expect(ada.logLines).toHaveCount(1);
      await expectAccessible(page, "a mission that is completed, with a search");
      await page.getByRole("link", { name: "All missions" }).click();
      await ada.create({ name: "Gated", model: "gated", prompts: ["a", "b"] });
      await expect(ada.resultOf("spec-1")).toHaveText(firstHalf);
      await expectAccessible(page, "a mission at work");
      await ada.button("Pause").click();
      await ada.expectStatus("paused");
      await ada.button("Cancel mission").click();
      await expectAccessible(page, "the question before a cancellation");
      await page.keyboard.press("Escape");
      await page.getByRole("link", { name: "All missions" }).click();
      await expect(ada.list).toHaveCount(3);
      await expectAccessible(page, "the list of missions");
      await page.goto("/m/01890000-0000-7000-8000-000000000000?user=ada");
      await expect(page.getByRole("heading", { name: "This mission is not here" })).toBeVisible();
      await expectAccessible(page, "a link that leads to nothing");
      server.openGate();
    });

    test("a phone shows missions accessibly", async ({ page }) => {
      await page.setViewportSize({ width: 360, height: 740 });
      const ada = new MissionPage(page);
      await ada.openAs("ada");
      await ada.create({ name: "Talkative", model: "talkative", prompts: ["a"] });
      await ada.expectStatus("completed");
      await expectAccessible(page, "a mission on a phone");
      await page.getByRole("link", { name: "All missions" }).click();
      await expectAccessible(page, "the missions on a phone");
    });
  });
}

import { expect, type Locator, type Page } from "@playwright/test";

interface NewMission {
  name: string;
  /** The default one when left out. */
  model?: string;
  /** What each spec asks for; they are called spec-1, spec-2 and so on. */
  prompts: readonly string[];
  /** Whether it begins at once. Default true. */
  start?: boolean;
}

/** The missions of the reference client as a person meets them: by roles and names, not by classes. */
export class MissionPage {
  readonly page: Page;
  readonly connection: Locator;
  readonly list: Locator;
  readonly mission: Locator;
  readonly specs: Locator;
  readonly logLines: Locator;
  readonly logCount: Locator;
  readonly search: Locator;
  readonly level: Locator;
  readonly dialog: Locator;

  constructor(page: Page) {
    this.page = page;
    this.connection = page.getByTestId("connection-state");
    this.list = page.getByRole("list", { name: "Missions" }).getByRole("listitem");
    this.mission = page.getByTestId("mission");
    this.specs = page.getByTestId("spec");
    this.logLines = page.getByTestId("log-line");
    this.logCount = page.getByRole("region", { name: "Log", exact: true }).getByRole("status");
    this.search = page.getByRole("searchbox", { name: "Search the log" });
    this.level = page.getByRole("combobox", { name: "Level" });
    this.dialog = page.getByRole("dialog", { name: "New mission" });
  }

  /** Loads the client as that user of a trusted network. */
  async openAs(user: string, path = "/m"): Promise<void> {
    await this.page.goto(`${path}?user=${user}`);
    await this.expectConnected();
  }

  async expectConnected(): Promise<void> {
    await expect(this.connection).toHaveAttribute("data-state", "connected", { timeout: 30_000 });
  }

  /** Makes a mission by the dialog, and waits until it is on the screen. */
  async create({ name, model, prompts, start = true }: NewMission): Promise<void> {
    await this.page.getByRole("main").getByRole("button", { name: "New mission" }).click();
    await this.dialog.getByRole("textbox", { name: "Name", exact: true }).fill(name);
    if (model !== undefined) await this.dialog.getByRole("combobox", { name: "Model" }).selectOption(model);
    for (const [index, prompt] of prompts.entries()) {
      if (index > 0) await this.dialog.getByRole("button", { name: "Add a spec" }).click();
      await this.dialog.getByRole("textbox", { name: `What spec-${index + 1} asks for` }).fill(prompt);
    }
    await this.dialog.getByRole("button", { name: start ? "Create and start" : "Create", exact: true }).click();
    await expect(this.dialog).toBeHidden();
    await this.expectOn(name);
  }

  async expectOn(name: string): Promise<void> {
    await expect(this.page.getByRole("heading", { level: 1, name })).toBeVisible();
    await expect(this.mission).toHaveAttribute("data-ready", "true");
  }

  async expectStatus(status: string): Promise<void> {
    await expect(this.mission).toHaveAttribute("data-status", status, { timeout: 30_000 });
  }

  button(name: string): Locator {
    return this.page.getByRole("main").getByRole("button", { name, exact: true });
  }

  /** The text of a spec as Markdown renders it. */
  resultOf(specId: string): Locator {
    return this.specs.filter({ hasText: specId }).locator(".markdown");
  }
}

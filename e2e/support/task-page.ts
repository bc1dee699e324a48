import { expect, type Locator, type Page } from "@playwright/test";

interface NewTask {
  title: string;
  room?: string;
  assignee?: string;
  priority?: string;
}

/** The tasks of the reference client as a person meets them: by roles and names, not by classes. */
export class TaskPage {
  readonly page: Page;
  readonly connection: Locator;
  readonly tasks: Locator;
  readonly dialog: Locator;

  constructor(page: Page) {
    this.page = page;
    this.connection = page.getByTestId("connection-state");
    this.tasks = page.getByTestId("task");
    this.dialog = page.getByRole("dialog");
  }

  /** Loads the client as that user of a trusted network. */
  async openAs(user: string, path = "/tasks"): Promise<void> {
    await this.page.goto(`${path}?user=${user}`);
    await expect(this.connection).toHaveAttribute("data-state", "connected", { timeout: 30_000 });
  }

  async create({ title, room, assignee, priority }: NewTask): Promise<void> {
    await this.page.getByRole("button", { name: "New task" }).click();
    await this.dialog.getByRole("textbox", { name: "What is to be done" }).fill(title);
    if (room !== undefined) await this.dialog.getByRole("combobox", { name: "Room" }).selectOption(room);
    if (assignee !== undefined) await this.dialog.getByLabel("Who is to do it").fill(assignee);
    if (priority !== undefined) await this.dialog.getByRole("combobox", { name: "Priority" }).selectOption(priority);
    await this.dialog.getByRole("button", { name: "Create task" }).click();
    await expect(this.dialog).toBeHidden();
  }

  column(name: string): Locator {
    return this.page.getByRole("region", { name, exact: true }).getByTestId("task");
  }

  task(title: string): Locator {
    return this.tasks.filter({ hasText: title });
  }

  async edit(title: string): Promise<void> {
    await this.task(title).getByRole("button", { name: title }).click();
    await expect(this.dialog).toBeVisible();
  }
}

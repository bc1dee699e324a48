import { expect, type Locator, type Page } from "@playwright/test";

/** The reference client as a person meets it: by roles and names, not by classes. */
export class ChatPage {
  readonly page: Page;
  readonly field: Locator;
  readonly sendButton: Locator;
  readonly stopButton: Locator;
  /** What the person said, and what the agent answered, oldest first. */
  readonly said: Locator;
  readonly answers: Locator;
  readonly connection: Locator;
  readonly sessions: Locator;
  readonly model: Locator;

  constructor(page: Page) {
    this.page = page;
    this.field = page.getByRole("textbox", { name: "Your message" });
    this.sendButton = page.getByRole("button", { name: "Send", exact: true });
    this.stopButton = page.getByRole("button", { name: "Stop the answer" });
    this.said = page.locator("[data-testid=message][data-role=user]");
    this.answers = page.locator("[data-testid=message][data-role=agent]");
    this.connection = page.getByTestId("connection-state");
    this.sessions = page.getByRole("navigation", { name: "Sessions" }).getByRole("link");
    this.model = page.getByRole("banner").getByText("Model:").locator("..");
  }

  /** Loads the client and waits until a session can be spoken to. */
  async open(path = "/"): Promise<void> {
    await this.page.goto(path);
    await this.expectConnected();
    await expect(this.field).toBeVisible();
  }

  async expectConnected(): Promise<void> {
    await expect(this.connection).toHaveAttribute("data-state", "connected", { timeout: 30_000 });
  }

  async ask(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press("Enter");
  }

  /** Begins a session with that model, and waits until it is on the screen. */
  async newSession(model: string): Promise<void> {
    await this.page.getByRole("button", { name: "Choose the model of a new session" }).click();
    await this.page.getByRole("menuitem", { name: new RegExp(`^${model}`) }).click();
    await expect(this.model).toHaveText(`Model: ${model}`);
    await expect(this.page.getByRole("heading", { name: "What would you like to ask?" })).toBeVisible();
  }

  /** The text of an answer as Markdown renders it, without the time and the buttons around it. */
  textOf(answer: Locator): Locator {
    return answer.locator(".markdown");
  }

  /** Waits until the newest answer has come to that end. */
  async expectNewestAnswer(status: "complete" | "streaming" | "stopped" | "failed", timeout = 30_000): Promise<void> {
    await expect(this.answers.last()).toHaveAttribute("data-status", status, { timeout });
  }

  /** Waits until the newest answer streams and holds that text. */
  async expectMidAnswer(text: string): Promise<void> {
    await expect(this.textOf(this.answers.last())).toContainText(text);
    await this.expectNewestAnswer("streaming");
  }
}

/** Numbered words, in which a gap or a repetition shows. With the model `slow` they stream for seconds. */
export const countTo = (last: number): string => Array.from({ length: last }, (_, index) => `w${index + 1}`).join(" ");

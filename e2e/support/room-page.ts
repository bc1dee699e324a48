import { expect, type Locator, type Page } from "@playwright/test";

/** A PNG of two by two points. */
export const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAAFElEQVR4nGP8z8Dwn4GBgYGJAQoAHxcCAr7pSvAAAAAASUVORK5CYII=",
  "base64",
);

/** A room of the reference client as a person meets it: by roles and names, not by classes. */
export class RoomPage {
  readonly page: Page;
  readonly field: Locator;
  readonly posts: Locator;
  readonly unsent: Locator;
  readonly typing: Locator;
  readonly connection: Locator;
  readonly rooms: Locator;
  readonly thread: Locator;

  constructor(page: Page) {
    this.page = page;
    this.field = page.getByRole("textbox", { name: "Your message" });
    this.posts = page.getByRole("main").getByTestId("post");
    this.unsent = page.getByTestId("unsent");
    this.typing = page.getByTestId("typing");
    this.connection = page.getByTestId("connection-state");
    this.rooms = page.getByRole("navigation", { name: "Rooms" }).getByRole("link");
    this.thread = page.getByRole("complementary", { name: "Thread" });
  }

  /** Loads the client as that user of a trusted network. */
  async openAs(user: string, path = "/"): Promise<void> {
    await this.page.goto(`${path}?user=${user}`);
    await this.expectConnected();
  }

  async expectConnected(): Promise<void> {
    await expect(this.connection).toHaveAttribute("data-state", "connected", { timeout: 30_000 });
  }

  /** Makes a room that everybody may join, under that name and that address. */
  async create(name: string, slug: string, kind = "Text"): Promise<void> {
    await this.page.getByRole("button", { name: "New room" }).click();
    const dialog = this.page.getByRole("dialog", { name: "New room" });
    await dialog.getByRole("textbox", { name: "Name" }).fill(name);
    await dialog.getByText(kind, { exact: true }).click();
    await dialog.getByText("Everybody", { exact: true }).click();
    await dialog.getByRole("textbox", { name: "Address (optional)" }).fill(slug);
    await dialog.getByRole("button", { name: "Create room" }).click();
    await this.expectIn(name);
  }

  /** Finds a room in the list of those that may be joined, and joins it. */
  async join(name: string): Promise<void> {
    await this.page.getByRole("button", { name: /^Browse rooms/ }).click();
    const button = this.page.getByRole("dialog").getByRole("button", { name: `Join ${name}`, exact: true });
    await expect(button).toBeVisible();
    // On a busy machine a press misses what still moves into its place, and hits the overlay, which closes the dialog.
    await this.page.evaluate(() =>
      Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {}))),
    );
    await button.click();
    await this.expectIn(name);
  }

  async expectIn(name: string): Promise<void> {
    await expect(this.page.getByRole("heading", { level: 1, name })).toBeVisible();
    await expect(this.field).toBeVisible();
  }

  /** Goes to the room by its link in the sidebar. */
  async enter(name: string): Promise<void> {
    await this.rooms.filter({ hasText: name }).click();
    await this.expectIn(name);
  }

  async say(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press("Enter");
    await expect(this.field).toHaveValue("");
  }

  post(text: string | RegExp): Locator {
    return this.posts.filter({ hasText: text });
  }

  /** The texts of the room, in their order. */
  async expectTexts(...texts: string[]): Promise<void> {
    await expect(this.posts.locator(".post__body")).toHaveText(texts);
  }

  /** Presses a button of the bar that a message shows when it is pointed at. */
  async act(post: Locator, button: string): Promise<void> {
    await post.hover();
    await post.getByRole("button", { name: button }).click();
  }

  async chooseMore(post: Locator, item: string): Promise<void> {
    await this.act(post, "More about this message");
    await this.page.getByRole("menuitem", { name: item, exact: true }).click();
  }
}

import { type BrowserContext, expect, type Page, test as stock } from "@playwright/test";
import { ChatPage } from "./chat-page.ts";
import { Network } from "./network.ts";
import { Server, type ServerOptions } from "./server.ts";
import { Traffic } from "./traffic.ts";

export { expect };

interface Fixtures {
  serverOptions: ServerOptions;
  /** A server of this test's own. */
  server: Server;
  /** The line between the browser and the server; `baseURL` goes through it. */
  network: Network;
  /** The frames of `page`. When a test passed, the one-reply law is checked over all of them. */
  traffic: Traffic;
  /** The reference client in `page`, not opened yet. */
  chat: ChatPage;
  /** A device of its own (another browser profile), whose frames are checked too; `url` spares it the cuts of `network`. */
  openDevice: (url?: string) => Promise<Device>;
}

export interface Device {
  page: Page;
  chat: ChatPage;
  traffic: Traffic;
}

export const test = stock.extend<Fixtures>({
  serverOptions: [{}, { option: true }],

  server: async ({ serverOptions }, use, testInfo) => {
    const server = await Server.start(serverOptions);
    await use(server);
    const brokenPromises = server.isRunning ? await server.brokenPromises() : 0;
    await server.dispose();
    expect(brokenPromises, "commands that were dropped without a reply").toBe(0);
    await testInfo.attach("server.log", { body: server.log, contentType: "text/plain" });
  },

  network: async ({ server }, use) => {
    const network = await Network.to(() => server.port);
    await use(network);
    await network.dispose();
  },

  baseURL: ({ network }, use) => use(network.url),

  traffic: [
    async ({ page }, use, testInfo) => {
      const traffic = Traffic.of(page);
      await use(traffic);
      if (testInfo.status === "passed") await traffic.expectOneReplyEach();
    },
    { auto: true },
  ],

  chat: ({ page }, use) => use(new ChatPage(page)),

  openDevice: async ({ browser, baseURL }, use, testInfo) => {
    const devices: (Device & { context: BrowserContext })[] = [];
    await use(async (url = baseURL) => {
      const context = await browser.newContext(url === undefined ? {} : { baseURL: url });
      const page = await context.newPage();
      const device = { context, page, chat: new ChatPage(page), traffic: Traffic.of(page) };
      devices.push(device);
      return device;
    });
    for (const { context, traffic } of devices) {
      if (testInfo.status === "passed") await traffic.expectOneReplyEach();
      await context.close();
    }
  },
});

// Version 2 of the stock client ships no types; this is what the suites use of it.
declare module "socket.io-client-v2" {
  import type { StockSocket } from "./inbox.ts";

  export default function io(
    url: string,
    options: { transports: string[]; forceNew: boolean; reconnection: boolean; query?: Record<string, string> },
  ): StockSocket & { disconnect(): void };
}

import type { User } from "@parlance/shared-types";
import { assign, fromCallback, fromPromise, setup } from "xstate";
import { AccountError } from "./rest.ts";
import { type Credentials, storedRefreshToken, storeRefreshToken } from "./tokens.ts";

export interface AccountContext {
  /** Null where the server knows no accounts, and before the login. */
  user: User | null;
  accessToken: string | null;
  /** Why the page waits or asks for a login, in words. */
  problem: string | null;
}

export type AccountEvent =
  | { type: "signedIn"; credentials: Credentials }
  | { type: "refreshed"; accessToken: string }
  /** The server wants to know who this is. */
  | { type: "unauthenticated" }
  /** The credentials ran out, or were taken back. */
  | { type: "refused" };

const RETRY_MS = 2_000;

const holding = ({ user, accessToken }: Credentials): AccountContext => ({ user, accessToken, problem: null });

/** Who this page speaks for: nobody in particular, where the server trusts its network, or an account. */
export const accountMachine = setup({
  types: { context: {} as AccountContext, events: {} as AccountEvent },
  actors: {
    /** Exchanges the stored refresh token; null when there is none. */
    refresh: fromPromise<Credentials | null>(() => Promise.reject(new Error("accountMachine needs `refresh`"))),
    /** Is connected as long as it lives, and tells what happens to the credentials. */
    link: fromCallback<AccountEvent, AccountContext>(() => {
      throw new Error("accountMachine needs `link`");
    }),
  },
  actions: {
    forget: assign(() => {
      storeRefreshToken(null);
      return { user: null, accessToken: null };
    }),
  },
  guards: { hasLogin: () => storedRefreshToken() !== null },
}).createMachine({
  id: "account",
  context: { user: null, accessToken: null, problem: null },
  initial: "starting",
  states: {
    starting: { always: [{ guard: "hasLogin", target: "resuming" }, { target: "open" }] },
    resuming: {
      invoke: {
        src: "refresh",
        onDone: [
          {
            guard: ({ event }) => event.output !== null,
            target: "open",
            actions: assign(({ event: { output } }) => (output === null ? {} : holding(output))),
          },
          { target: "signedOut", actions: "forget" },
        ],
        onError: [
          {
            guard: ({ event }) => event.error instanceof AccountError && !event.error.isFinal,
            target: "waiting",
            actions: assign({ problem: ({ event }) => (event.error instanceof Error ? event.error.message : null) }),
          },
          // Without accounts there is nobody to be; with them the server says so.
          { target: "open", actions: "forget" },
        ],
      },
    },
    waiting: { after: { [RETRY_MS]: "resuming" } },
    open: {
      invoke: { src: "link", input: ({ context }) => context },
      on: {
        refreshed: { actions: assign({ accessToken: ({ event }) => event.accessToken }) },
        unauthenticated: "signedOut",
        refused: [
          { guard: "hasLogin", target: "resuming" },
          { target: "signedOut", actions: "forget" },
        ],
      },
    },
    signedOut: {
      on: {
        signedIn: { target: "open", actions: assign(({ event }) => holding(event.credentials)) },
      },
    },
  },
});

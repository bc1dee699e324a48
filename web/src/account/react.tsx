import type { User } from "@parlance/shared-types";
import { useSelector } from "@xstate/react";
import { createContext, type ReactNode, use, useMemo } from "react";
import type { ActorRefFrom } from "xstate";
import { credentialHeaders } from "../lib/identity.ts";
import type { accountMachine } from "./machine.ts";
import * as rest from "./rest.ts";
import { storedRefreshToken, storeRefreshToken } from "./tokens.ts";

export type AccountActor = ActorRefFrom<typeof accountMachine>;

const ActorContext = createContext<AccountActor | null>(null);

export function AccountProvider({ actor, children }: { actor: AccountActor; children: ReactNode }) {
  return <ActorContext value={actor}>{children}</ActorContext>;
}

export function useAccountActor(): AccountActor {
  const actor = use(ActorContext);
  if (!actor) throw new Error("AccountProvider is missing");
  return actor;
}

interface Account {
  /** Null where the server knows no accounts. */
  account: User | null;
  /** What a REST request needs to speak for this user. */
  headers: () => Record<string, string>;
  logout: () => void;
}

export function useAccount(): Account {
  const actor = useAccountActor();
  const account = useSelector(actor, ({ context }) => context.user);
  return useMemo(
    () => ({
      account,
      headers: () => credentialHeaders(actor.getSnapshot().context.accessToken),
      logout: () => void logout(),
    }),
    [actor, account],
  );
}

/** Whatever this page holds in memory goes with the page. */
async function logout(): Promise<void> {
  const token = storedRefreshToken();
  storeRefreshToken(null);
  if (token !== null) await rest.logout(token).catch(() => {}); // Signed out here, even where the server is away.
  location.assign("/");
}

import type { ParlanceClient } from "@parlance/shared-types";
import { fromCallback } from "xstate";
import type { AccountContext, AccountEvent } from "./machine.ts";
import { refreshWith } from "./tokens.ts";

/**
 * Connects, and watches over the credentials of the connection: asks whether it needs some, and renews them before
 * they run out.
 */
export const accountLink = (connect: (account: AccountContext) => ParlanceClient) =>
  fromCallback<AccountEvent, AccountContext>(({ sendBack, input }) => {
    const tell: (event: AccountEvent) => void = sendBack;
    const parlance = connect(input);
    if (input.user === null) {
      parlance.request("auth:info", {}).then(
        ({ authenticated }) => {
          if (!authenticated) tell({ type: "unauthenticated" });
        },
        () => {}, // Whoever is disconnected meanwhile learns it otherwise.
      );
    }
    const offs = [
      parlance.on("auth:expiring", () => {
        renew(parlance).then(
          (accessToken) => {
            if (accessToken !== undefined) tell({ type: "refreshed", accessToken });
          },
          () => {}, // At the expiry the server refuses, and the page resumes by the stored token.
        );
      }),
      parlance.onState((state, cause) => {
        const isRefused = cause?.code === "UNAUTHENTICATED" || cause?.code === "AUTH_EXPIRED";
        if (state === "closed" && isRefused) tell({ type: "refused" });
      }),
    ];
    return () => {
      for (const off of offs) off();
      parlance.close();
    };
  });

async function renew(client: ParlanceClient): Promise<string | undefined> {
  const fresh = await refreshWith((refreshToken) => client.request("auth:refresh", { refreshToken }));
  return fresh?.accessToken;
}

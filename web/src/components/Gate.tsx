import { useSelector } from "@xstate/react";
import type { ReactNode } from "react";
import { useAccountActor } from "../account/react.tsx";
import { SignIn } from "./SignIn.tsx";
import { Wordmark } from "./Wordmark.tsx";

/** The page behind its door: shown when the server knows who this is, or does not care. */
export function Gate({ children }: { children: () => ReactNode }) {
  const actor = useAccountActor();
  const state = useSelector(actor, ({ value }) => value);
  const problem = useSelector(actor, ({ context }) => context.problem);
  if (state === "open") return children();
  if (state === "signedOut") return <SignIn />;
  return (
    <main className="door">
      <div className="door__card" role="status">
        <Wordmark />
        <p>{problem === null ? "Signing you in…" : `${problem} Trying again.`}</p>
      </div>
    </main>
  );
}

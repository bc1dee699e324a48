import { afterEach, beforeEach, expect, test } from "bun:test";
import type { User } from "@parlance/shared-types";
import { createActor, fromCallback, fromPromise, waitFor } from "xstate";
import { type AccountContext, type AccountEvent, accountMachine } from "../src/account/machine.ts";
import { AccountError } from "../src/account/rest.ts";
import { type Credentials, storedRefreshToken, storeRefreshToken } from "../src/account/tokens.ts";

const user: User = { id: "u1", name: "Ada" };
const credentials: Credentials = { user, accessToken: "a2", refreshToken: "r2", expiresAt: "2026-11-20T10:00:00.000Z" };

beforeEach(() => storeRefreshToken(null));
afterEach(() => storeRefreshToken(null));

/** The machine with the server held by the test: `links` says for whom it connected. */
function startAccount(refresh: () => Promise<Credentials | null>) {
  const links: AccountContext[] = [];
  const link = fromCallback<AccountEvent, AccountContext>(({ input }) => void links.push(input));
  const machine = accountMachine.provide({ actors: { link, refresh: fromPromise(refresh) } });
  return { links, actor: createActor(machine).start() };
}

const never = () => Promise.reject(new Error("nothing is to be refreshed"));

test("without a login the page connects, and the server says whether it wants one", () => {
  const { actor, links } = startAccount(never);
  expect(links).toMatchObject([{ user: null }]);
  actor.send({ type: "unauthenticated" });
  expect(actor.getSnapshot().value).toBe("signedOut");
  actor.send({ type: "signedIn", credentials });
  expect(links[1]).toMatchObject({ user, accessToken: "a2" });
});

test("a login is resumed before the page connects", async () => {
  storeRefreshToken("r1");
  const { actor, links } = startAccount(() => Promise.resolve(credentials));
  expect(links).toEqual([]);
  await waitFor(actor, ({ value }) => value === "open");
  expect(links).toMatchObject([{ user, accessToken: "a2" }]);
});

test("a login that is over is forgotten", async () => {
  storeRefreshToken("r1");
  const { actor } = startAccount(() => Promise.reject(new AccountError("Spent", "UNAUTHENTICATED", true)));
  await waitFor(actor, ({ value }) => value === "open");
  expect(storedRefreshToken()).toBeNull();
});

test("a server that is away costs no login", async () => {
  storeRefreshToken("r1");
  const { actor } = startAccount(() => Promise.reject(new AccountError("Away", "UNREACHABLE", false)));
  await waitFor(actor, ({ value }) => value === "waiting");
  expect(actor.getSnapshot().context.problem).toBe("Away");
  expect(storedRefreshToken()).toBe("r1");
  actor.stop();
});

test("credentials that ran out are renewed", async () => {
  const { actor, links } = startAccount(() => Promise.resolve(credentials));
  storeRefreshToken("r1");
  actor.send({ type: "refused" });
  await waitFor(actor, ({ value }) => value === "open");
  expect(links).toHaveLength(2);
});

import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { type FormEvent, useEffect, useState } from "react";
import { useAccountActor } from "../account/react.tsx";
import { login, register } from "../account/rest.ts";
import { storeRefreshToken } from "../account/tokens.ts";
import { Wordmark } from "./Wordmark.tsx";

type Way = "login" | "register";

/** The door: sign in, or make an account. */
export function SignIn() {
  const [way, setWay] = useState<Way>("login");
  const isNew = way === "register";
  useEffect(() => {
    document.title = isNew ? "Create an account – Parlance" : "Sign in – Parlance";
  }, [isNew]);
  return (
    <main className="door">
      <div className="door__card">
        <Wordmark />
        <h1>{isNew ? "Create an account" : "Sign in"}</h1>
        <AccountForm key={way} way={way} />
        <p className="door__other">
          {isNew ? "You have an account?" : "New here?"}{" "}
          <button type="button" onClick={() => setWay(isNew ? "login" : "register")}>
            {isNew ? "Sign in" : "Create an account"}
          </button>
        </p>
      </div>
    </main>
  );
}

function AccountForm({ way }: { way: Way }) {
  const [username, setUsername] = useState("");
  const [displayName, setDisplayName] = useState("");
  const [password, setPassword] = useState("");
  const { submit, isBusy, problem } = useSubmit();
  const isNew = way === "register";

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const named = displayName.trim() === "" ? {} : { displayName: displayName.trim() };
    submit(isNew ? register({ username, password, ...named }) : login({ username, password }));
  };

  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        <TextInput
          autoFocus
          label="Username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          value={username}
          onChange={({ currentTarget }) => setUsername(currentTarget.value)}
        />
        {isNew && (
          <TextInput
            label="Your name (optional)"
            description="What others see"
            autoComplete="name"
            value={displayName}
            onChange={({ currentTarget }) => setDisplayName(currentTarget.value)}
          />
        )}
        <PasswordInput
          label="Password"
          autoComplete={isNew ? "new-password" : "current-password"}
          value={password}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
        />
        {problem && (
          <div className="failure" role="alert">
            <IconAlertCircle size={18} aria-hidden />
            <span className="failure__text">{problem}</span>
          </div>
        )}
        <Button type="submit" fullWidth mt="xs" loading={isBusy} disabled={username.trim() === "" || password === ""}>
          {isNew ? "Create account" : "Sign in"}
        </Button>
      </Stack>
    </form>
  );
}

function useSubmit() {
  const actor = useAccountActor();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = (attempt: ReturnType<typeof login>) => {
    setBusy(true);
    setProblem(null);
    attempt.then(
      (credentials) => {
        storeRefreshToken(credentials.refreshToken);
        actor.send({ type: "signedIn", credentials });
      },
      (error: unknown) => {
        setBusy(false);
        setProblem(error instanceof Error ? error.message : "Something unexpected went wrong.");
      },
    );
  };
  return { submit, isBusy, problem };
}

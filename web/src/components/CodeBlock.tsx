import type { ComponentProps } from "react";
import type { ExtraProps } from "react-markdown";
import { CopyAction } from "./CopyAction.tsx";

/** A fenced block with its language and a way to copy it. */
export function CodeBlock({ node, children }: ComponentProps<"pre"> & ExtraProps) {
  return (
    <div className="code-block">
      <div className="code-block__head">
        <span>{languageOf(node) ?? "text"}</span>
        <CopyAction text={textOf(node).replace(/\n$/, "")} label="Copy the code" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{children}</pre>
    </div>
  );
}

type Element = NonNullable<ExtraProps["node"]>;

function languageOf(pre: Element | undefined): string | undefined {
  const code = pre?.children.find((child) => child.type === "element");
  const classes = code?.properties.className;
  const language = Array.isArray(classes) ? classes.find((name) => String(name).startsWith("language-")) : undefined;
  return language === undefined ? undefined : String(language).slice("language-".length);
}

function textOf(node: Element | Element["children"][number] | undefined): string {
  if (node === undefined) return "";
  if (node.type === "text") return node.value;
  return "children" in node ? node.children.map(textOf).join("") : "";
}

import { type ComponentProps, memo, useId } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import rehypeHighlight from "rehype-highlight";
import remarkGfm from "remark-gfm";
import { fitHeadings } from "../lib/headings.ts";
import { CodeBlock } from "./CodeBlock.tsx";

/**
 * Markdown that an agent wrote, so it is not trusted: raw HTML stays text, links with script schemes
 * are dropped by react-markdown, and images become links, for nothing is loaded from elsewhere unasked.
 */
export const Markdown = memo(function Markdown({ text, isStreaming }: { text: string; isStreaming: boolean }) {
  const prefix = useId();
  return (
    <div className="markdown" data-streaming={isStreaming || undefined}>
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[rehypeHighlight, fitHeadings]}
        remarkRehypeOptions={{ clobberPrefix: prefix }}
        components={COMPONENTS}
      >
        {text}
      </ReactMarkdown>
    </div>
  );
});

const COMPONENTS: Components = {
  pre: CodeBlock,
  a: ({ node: _node, ...props }) => <OutsideLink {...props} />,
  img: ({ src, alt }) => <OutsideLink href={typeof src === "string" ? src : undefined}>{alt || "Image"}</OutsideLink>,
  table: ({ node: _node, ...props }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="table-frame" tabIndex={0} aria-label="Table">
      <table {...props} />
    </section>
  ),
  input: ({ node: _node, ...props }) => <input {...props} aria-label={props.checked ? "Done" : "To do"} />,
};

function OutsideLink({ children, ...props }: ComponentProps<"a">) {
  const isWithinPage = props.href?.startsWith("#");
  return (
    <a {...props} {...(isWithinPage ? {} : { target: "_blank", rel: "noreferrer noopener" })}>
      {children}
    </a>
  );
}

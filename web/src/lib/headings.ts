/** A node of an HTML tree, as far as this needs it. */
interface Node {
  type: string;
  tagName?: string;
  children?: Node[];
}

/** The page has its own h1 and each message its h2. */
const FIRST_LEVEL = 3;
const LAST_LEVEL = 6;

/**
 * rehype plugin: moves the headings of an answer below those of the page, without gaps, so that the page
 * keeps one outline whatever an agent writes.
 */
export function fitHeadings() {
  return (tree: Node): void => {
    const headings = headingsIn(tree);
    const used = [...new Set(headings.map(({ tagName }) => tagName))].sort();
    for (const heading of headings) {
      const level = FIRST_LEVEL + used.indexOf(heading.tagName);
      heading.tagName = `h${Math.min(level, LAST_LEVEL)}`;
    }
  };
}

function headingsIn(node: Node): Node[] {
  const inside = node.children?.flatMap(headingsIn) ?? [];
  return /^h[1-6]$/.test(node.tagName ?? "") ? [node, ...inside] : inside;
}

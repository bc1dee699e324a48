import { expect, test } from "bun:test";
import { fitHeadings } from "../src/lib/headings.ts";

const tree = (...tags: string[]) => ({
  type: "root",
  children: [{ type: "element", tagName: "div", children: tags.map((tagName) => ({ type: "element", tagName })) }],
});
const fitted = (...tags: string[]) => {
  const root = tree(...tags);
  fitHeadings()(root);
  return root.children.flatMap(({ children }) => children.map(({ tagName }) => tagName));
};

test.each([
  [
    ["h1", "p", "h2", "h1"],
    ["h3", "p", "h4", "h3"],
  ],
  [
    ["h2", "h4", "h4"],
    ["h3", "h4", "h4"],
  ],
  [["h5"], ["h3"]],
  [
    ["h1", "h2", "h3", "h4", "h5"],
    ["h3", "h4", "h5", "h6", "h6"],
  ],
  [
    ["hr", "p"],
    ["hr", "p"],
  ],
])("headings %j of an answer become %j", (written, shown) => expect(fitted(...written)).toEqual(shown));

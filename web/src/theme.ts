import { createTheme, type MantineColorsTuple, Tooltip } from "@mantine/core";

/** Id of the element that tooltips are put into. */
export const HINTS = "hints";

const lagoon: MantineColorsTuple = [
  "#e8f4f1",
  "#d2e9e4",
  "#a8d6cc",
  "#7cc2b5",
  "#58b1a2",
  "#3a9a8b",
  "#1f8274",
  "#0f6b62",
  "#0b574f",
  "#07423c",
];

/** Neutrals with a breath of the accent, so that both schemes look of one piece. */
const dark: MantineColorsTuple = [
  "#dce5e1",
  "#a9b7b0",
  "#8a9992",
  "#5d6b65",
  "#3b4742",
  "#2d3733",
  "#212926",
  "#181d1b",
  "#121614",
  "#0c0f0e",
];

export const theme = createTheme({
  colors: { lagoon, dark },
  primaryColor: "lagoon",
  primaryShade: { light: 7, dark: 6 },
  defaultRadius: "md",
  fontFamily: "'Hanken Grotesk Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, monospace",
  headings: { fontFamily: "'Hanken Grotesk Variable', system-ui, sans-serif", fontWeight: "650" },
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    // Within a landmark, as all content should be.
    Tooltip: Tooltip.extend({ defaultProps: { portalProps: { target: `#${HINTS}` } } }),
  },
});

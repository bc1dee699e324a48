import hankenExtended from "@fontsource-variable/hanken-grotesk/files/hanken-grotesk-latin-ext-wght-normal.woff2";
import hankenItalic from "@fontsource-variable/hanken-grotesk/files/hanken-grotesk-latin-wght-italic.woff2";
import hanken from "@fontsource-variable/hanken-grotesk/files/hanken-grotesk-latin-wght-normal.woff2";
import jetbrains from "@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2";

/** The ranges of Google's subsets; other scripts fall back to the system's fonts. */
const LATIN =
  "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+0304, U+0308, U+0329, U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD";
const LATIN_EXTENDED =
  "U+0100-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+02DD-02FF, U+1D00-1DBF, U+1E00-1E9F, U+1EF2-1EFF, U+20A0-20AB, U+20AD-20C0, U+2113, U+2C60-2C7F, U+A720-A7FF";

const HANKEN = "Hanken Grotesk Variable";

/**
 * Registers the fonts; the browser fetches each when it is first needed. Not by `@font-face`, because
 * Bun's bundler puts the files of a stylesheet into the stylesheet itself.
 */
export function registerFonts(): void {
  add(HANKEN, hanken, { weight: "100 900", unicodeRange: LATIN });
  add(HANKEN, hankenExtended, { weight: "100 900", unicodeRange: LATIN_EXTENDED });
  add(HANKEN, hankenItalic, { weight: "100 900", style: "italic", unicodeRange: LATIN });
  add("JetBrains Mono Variable", jetbrains, { weight: "100 800", unicodeRange: LATIN });
}

function add(family: string, url: string, descriptors: FontFaceDescriptors): void {
  document.fonts.add(new FontFace(family, `url(${url}) format("woff2")`, { ...descriptors, display: "swap" }));
}

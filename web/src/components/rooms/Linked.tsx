const ADDRESS = /(https?:\/\/[^\s<>"]+[^\s<>"'.,;:!?)\]])/g;

/** Text of a person as they wrote it, with its addresses to follow. */
export function Linked({ text }: { text: string }) {
  // A split by a pattern with one group gives texts and addresses by turns, in places that never change.
  return text.split(ADDRESS).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
      <a key={index} href={part} target="_blank" rel="noreferrer noopener">
        {part}
      </a>
    ),
  );
}

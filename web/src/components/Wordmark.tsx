export function Wordmark() {
  return (
    <span className="wordmark">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <path d="M4 27V14a9 9 0 1 1 9 9H9.5z" fill="var(--accent)" />
        <path
          d="M28 12v6.5a9 9 0 0 1-9 9"
          fill="none"
          stroke="var(--accent)"
          strokeWidth="3.5"
          strokeLinecap="round"
          opacity="0.45"
        />
      </svg>
      Parlance
    </span>
  );
}

interface ProgressBarProps {
  label: string;
  /** 0 to 100. */
  percentage: number;
  status?: string;
}

export function ProgressBar({ label, percentage, status }: ProgressBarProps) {
  const rounded = Math.round(percentage);
  return (
    <div
      className="bar"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={rounded}
      data-status={status}
    >
      <div style={{ width: `${rounded}%` }} />
    </div>
  );
}

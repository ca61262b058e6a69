/** The product's mark: one beat. */
export function Mark() {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" className="text-ink">
      <path
        d="M1.5 11.5h3.6L7 5l4 11 2.4-7 1.2 2.5h3.9"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}

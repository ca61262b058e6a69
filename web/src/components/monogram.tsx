/** A neutral mark of a service: its first letter, no logo. */
export function Monogram({ title }: { readonly title: string }) {
  return (
    <span
      aria-hidden="true"
      className="flex size-9 shrink-0 items-center justify-center rounded-card border border-hairline bg-page text-14 font-semibold text-muted"
    >
      {[...title][0]?.toUpperCase()}
    </span>
  );
}

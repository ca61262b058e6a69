/** Up to here a name is cut at its end, if at all. */
const SHORT = 28;
const TAIL = 10;

/** A name on one line. A long one is cut in its middle: long names of one family differ at their ends. */
export function Name({ title }: { readonly title: string }) {
  if (title.length <= SHORT)
    return (
      <span title={title} className="block min-w-0 truncate">
        {title}
      </span>
    );
  return (
    <span title={title} className="block min-w-0">
      <span className="sr-only">{title}</span>
      <span aria-hidden="true" className="flex">
        <span className="min-w-0 truncate whitespace-pre">{title.slice(0, -TAIL)}</span>
        <span className="shrink-0 whitespace-pre">{title.slice(-TAIL)}</span>
      </span>
    </span>
  );
}

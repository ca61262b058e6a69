interface SearchFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** `enter`: what was searched for is to be opened. */
  readonly onOpen?: () => void;
  readonly label?: string;
}

/** Narrows a list by name; Escape empties it and gives the focus back. */
export function SearchField({ value, onChange, onOpen, label = 'Search services' }: SearchFieldProps) {
  return (
    <label className="relative block w-full sm:w-56">
      <span className="sr-only">{label}</span>
      <input
        data-search
        type="search"
        value={value}
        placeholder="Search"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onOpen?.();
          if (event.key !== 'Escape') return;
          onChange('');
          event.currentTarget.blur();
        }}
        className="h-9 w-full rounded-card border border-edge bg-surface pl-3 pr-8 text-14 placeholder:text-muted md:h-8 md:text-13 [&::-webkit-search-cancel-button]:hidden"
      />
      <kbd className="pointer-events-none absolute right-2 top-1/2 hidden -translate-y-1/2 rounded-[4px] border border-hairline px-1.5 font-mono text-12 text-muted md:block">
        /
      </kbd>
    </label>
  );
}

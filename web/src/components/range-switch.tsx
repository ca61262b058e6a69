import { PRESET_LABELS, PRESETS, type Range, resetZoom } from '../lib/range.ts';

interface RangeSwitchProps {
  readonly range: Range;
  readonly onChange: (range: Range) => void;
}

/** How far back the charts go. */
export function RangeSwitch({ range, onChange }: RangeSwitchProps) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      {range.span !== null && (
        <button
          type="button"
          onClick={() => onChange(resetZoom(range))}
          className="h-8 rounded-card px-2 text-13 text-accent underline-offset-2 hover:underline"
        >
          Zoom out
        </button>
      )}
      <fieldset className="flex rounded-card border border-hairline bg-surface p-0.5">
        <legend className="sr-only">Range</legend>
        {PRESETS.map((preset) => {
          const isOn = range.span === null && range.preset === preset;
          return (
            <button
              key={preset}
              type="button"
              aria-pressed={isOn}
              onClick={() => onChange({ preset, span: null })}
              className={`h-7 min-w-10 rounded-[4px] px-2 text-13 transition-colors duration-120 ${isOn ? 'bg-page font-medium text-ink shadow-[inset_0_0_0_1px_var(--hairline)]' : 'text-muted hover:text-ink'}`}
            >
              {PRESET_LABELS[preset]}
            </button>
          );
        })}
      </fieldset>
    </div>
  );
}

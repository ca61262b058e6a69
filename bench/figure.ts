/** One measured figure beside what it is measured against. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly baseline: string;
  readonly bar: string;
  readonly met: boolean;
}

export function show({ name, value, baseline, bar, met }: Figure): void {
  console.log(
    `${met ? 'met   ' : 'MISSED'} ${name.padEnd(54)} ${value.padStart(16)}  bar ${bar.padEnd(18)} baseline ${baseline}`,
  );
}

import { DEFAULT_DAMPING } from '../../src/domain/transition.ts';
import { createRecorder, type Recorder, type RecorderParts } from '../../src/recording/record-verdict.ts';

/** A recorder whose store is away for ever: what it records is shown at once. */
export function recorderWithoutStore(
  parts: Pick<RecorderParts, 'board' | 'clock'> &
    Partial<RecorderParts> & { readonly names: readonly string[] },
): Recorder {
  return createRecorder({
    monitors: parts.names.map((name) => ({ name, damping: DEFAULT_DAMPING, holdsMs: 70_000 })),
    keep: (record) => record.onSettled(),
    onRecorded: () => {},
    onIncident: () => {},
    onClockStep: () => {},
    ...parts,
  });
}
